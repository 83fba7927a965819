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

/** What the pages since the last commit come to. */
export interface Unwritten {
  readonly write: ModelWrite;
  /** To be called once it is written. */
  readonly written: () => void;
}

/** One copy of a projection as it is folded: page by page in memory, and written whenever its owner wants it to be. */
export class Folding {
  /** Where and why it stopped: an event that it could not fold. */
  failure: FoldFailure | null = null;
  /** The same as of before it began again. */
  private stoppedBefore: FoldFailure | null = null;
  /** Up to which it is folded, in memory. */
  private reached: Checkpoint;
  /** What was touched since the last commit: as it is stored, and as it is by now. */
  private before = new Map<string, Change>();
  private after = new Map<string, Change>();
  /** What was touched before the last commit, as it is stored: what comes next mostly goes on from there. */
  private recent: ReadonlyMap<string, Change> = new Map();

  private constructor(
    readonly projection: Projection<object, DomainEvent>,
    readonly copy: Copy,
    readonly model: ReadModel,
    /** Up to which it is written. */
    public checkpoint: Checkpoint,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.reached = checkpoint;
  }

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

  /** Where it stands stopped: where it stopped before, too, until it has got past that. */
  get stop(): FoldFailure | null {
    const isBefore = this.stoppedBefore !== null && this.position < this.stoppedBefore.position;
    return this.failure ?? (isBefore ? this.stoppedBefore : null);
  }

  /** Takes up where it stopped, as far as is known of a fold of this copy by somebody else. */
  remember(failure: FoldFailure): void {
    this.stoppedBefore = failure;
  }

  /**
   * Takes a page in, up to the first event that cannot be folded, unless it has had it.
   * @param entries what stands in the page, up to `next`
   * @param identity the log's
   * @param ours those that the projection has to look at, where that is known
   */
  async fold(entries: readonly Entry[], next: Position, identity: string | null, ours = entries): Promise<void> {
    const { projection, after } = this;
    const { position } = this.reached;
    if (this.failure !== null || next <= position) return;
    const read = touchingOf(projection, ours, position);
    let { stop } = read;
    await this.load(read.touching.flatMap((one) => one.keys));
    for (const { event, keys } of read.touching) {
      try {
        for (const change of changesBy(event, keys, projection, after)) after.set(change.key, change);
      } catch (error) {
        stop = { place: event, metadata: event.metadata, error };
        break;
      }
    }
    if (stop !== null) this.failure = this.stopAt(stop);
    const end = stop === null ? entries.at(-1) : lastBefore(entries, stop.place);
    if (end !== undefined && end.position > position)
      this.reached = { position: end.position, eventId: end.id, log: identity };
  }

  private async load(keys: readonly string[]): Promise<void> {
    const { model, recent, before, after } = this;
    const unknown = new Set(keys.filter((key) => !after.has(key)));
    for (const [key, change] of await lastChanges(model, recent, unknown)) {
      before.set(key, change);
      after.set(key, change);
    }
  }

  /** Null: nothing. */
  get unwritten(): Unwritten | null {
    const { model, reached, before, after } = this;
    if (reached.position <= this.checkpoint.position) return null;
    const written = (): void => {
      this.checkpoint = reached;
      this.recent = after;
      this.before = new Map();
      this.after = new Map();
    };
    return { write: { model, changes: changesBetween(before, after), checkpoint: reached }, written };
  }

  /** What was touched last may be another by now: it is read again. Nothing is unwritten. */
  forget(): void {
    this.recent = new Map();
  }

  /** After an error nobody knows what was written: the checkpoint does. */
  async reload(): Promise<void> {
    this.forget();
    this.before = new Map();
    this.after = new Map();
    this.checkpoint = await this.model.checkpoint();
    this.reached = this.checkpoint;
    this.stoppedBefore = this.stop;
    this.failure = null;
  }

  private stopAt({ place: { stream, revision, position, type }, metadata, error }: Stop): FoldFailure {
    const at = metadata?.at ?? isoTime(this.clock.now());
    const { name: projection } = this.projection;
    const failure = { projection, stream, revision, position, type, at, error: messageOf(error) };
    this.log.error('a projection stopped at an event that it cannot fold', {
      ...failure,
      correlationId: metadata?.correlationId ?? null,
    });
    return failure;
  }
}
