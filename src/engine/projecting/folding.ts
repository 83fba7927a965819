import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import type { Change, Checkpoint, ModelWrite, ReadModel, ReadStore } from '../../ports/read-store';
import { shapeOf } from './copies';
import type { Copy } from './copies';
import { changesBetween, changesBy, lastBefore, lastChanges, touchingOf } from './page-folding';
import type { Entry, Stop } from './page-folding';
import type { FoldFailure } from './fold-failure';

/** What a page comes to. */
export interface Folded {
  readonly write: ModelWrite;
  /** To be called once it is written. */
  readonly written: () => void;
}

/** One copy of a projection as it is folded, page by page. */
export class Folding {
  /** Where and why it stopped: an event that it could not fold. */
  failure: FoldFailure | null = null;
  /** What the last page that was committed touched, as it is stored: the next one mostly goes on from there. */
  private recent: ReadonlyMap<string, Change> = new Map();

  private constructor(
    readonly projection: Projection<object, DomainEvent>,
    readonly copy: Copy,
    readonly model: ReadModel,
    public checkpoint: Checkpoint,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  static async open(
    store: Pick<ReadStore, 'open'>,
    projection: Projection<object, DomainEvent>,
    copy: Copy,
    clock: Clock,
    log: Log,
  ): Promise<Folding> {
    const model = await store.open(shapeOf(projection.name, copy));
    return new Folding(projection, copy, model, await model.checkpoint(), clock, log);
  }

  get position(): Position {
    return this.checkpoint.position;
  }

  /**
   * What a page changes, up to the first event that cannot be folded; null when it has had the page.
   * @param entries what stands in the page, up to `next`
   * @param identity the log's
   * @param ours those that the projection has to look at, where that is known
   */
  async fold(
    entries: readonly Entry[],
    next: Position,
    identity: string | null,
    ours = entries,
  ): Promise<Folded | null> {
    const { projection, model, checkpoint } = this;
    if (this.failure !== null || next <= checkpoint.position) return null;
    const read = touchingOf(projection, ours, checkpoint.position);
    let { stop } = read;
    const before = await lastChanges(model, this.recent, new Set(read.touching.flatMap((one) => one.keys)));
    const recent = new Map(before);
    for (const { event, keys } of read.touching) {
      try {
        for (const change of changesBy(event, keys, projection, recent)) recent.set(change.key, change);
      } catch (error) {
        stop = { place: event, at: event.metadata.at, error };
        break;
      }
    }
    if (stop !== null) this.failure = this.stopAt(stop);
    const end = stop === null ? entries.at(-1) : lastBefore(entries, stop.place);
    if (end === undefined || end.position <= checkpoint.position) return null;
    const reached = { position: end.position, eventId: end.id, log: identity };
    const written = (): void => {
      this.checkpoint = reached;
      this.recent = recent;
    };
    return { write: { model, changes: changesBetween(before, recent), checkpoint: reached }, written };
  }

  /** What was touched last may be another by now: it is read again. */
  forget(): void {
    this.recent = new Map();
  }

  /** After an error nobody knows what was written: the checkpoint does. */
  async reload(): Promise<void> {
    this.recent = new Map();
    this.checkpoint = await this.model.checkpoint();
    this.failure = null;
  }

  private stopAt({ place: { stream, revision, position, type }, at, error }: Stop): FoldFailure {
    const since = at ?? isoTime(this.clock.now());
    const { name: projection } = this.projection;
    const failure = { projection, stream, revision, position, type, at: since, error: messageOf(error) };
    this.log.error('a projection stopped at an event that it cannot fold', failure);
    return failure;
  }
}
