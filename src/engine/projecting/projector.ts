import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import { isOutage } from '../../ports/availability';
import type { EventStore, LogPage } from '../../ports/event-store';
import type { Change, Checkpoint, ModelWrite, ReadModel, ReadStore } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import { changesBetween, changesBy, entriesOf, lastBefore, lastChanges, touchingOf } from './page-folding';
import type { Entry, Stop } from './page-folding';
import type { FoldFailure, ProgressReport } from './projection-progress';
import { LogPlaces, otherLog } from './same-log';

/** The part of the event store that folding needs. */
export type LogSource = Pick<EventStore, 'subscribe' | 'identity' | 'idAt'>;

interface Folding {
  readonly projection: Projection<object, DomainEvent>;
  readonly model: ReadModel;
  checkpoint: Checkpoint;
  /** What the last page that was committed touched, as it is stored: the next one mostly goes on from there. */
  recent: ReadonlyMap<string, Change>;
  /** Where and why it stopped: an event that it could not fold. */
  failure: FoldFailure | null;
}

/** Since when folding fails, and why, in words that anybody may read. */
interface Trouble {
  readonly since: string;
  readonly error: string;
}

interface Folded {
  readonly folding: Folding;
  readonly write: ModelWrite;
  readonly recent: ReadonlyMap<string, Change>;
}

/**
 * How long events gather once the log has been caught up with, in milliseconds: a document that many of them touch is then
 * written once. It is how late a read model is on a quiet service, and at most on a busy one, where much came since the
 * page before.
 */
const GATHER_MS = 20;
const LONGEST_GATHER_MS = 200;
const GATHER_MS_PER_EVENT = 0.1;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

/**
 * Folds the log into read models: page by page, the documents that a page touches are loaded in one query, folded in
 * memory, and the changed ones written together with the checkpoint. An event that cannot be folded stops its projection
 * in plain sight; the others go on, and nothing is skipped.
 */
export class Projector {
  private trouble: Trouble | null = null;
  /** Events folded since the start; null once it had caught up. */
  private folded: number | null = 0;
  /** The log's identity, once it was asked. */
  private identity: string | null = null;

  private constructor(
    private readonly source: LogSource,
    private readonly store: Pick<ReadStore, 'commit'>,
    private readonly foldings: readonly Folding[],
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly report: (report: ProgressReport) => void,
  ) {}

  static async open(
    source: LogSource,
    store: Pick<ReadStore, 'open' | 'commit'>,
    projections: readonly Projection<object, DomainEvent>[],
    codec: EventCodec,
    clock: Clock,
    log: Log,
    report: (report: ProgressReport) => void,
  ): Promise<Projector> {
    const foldings = await Promise.all(
      projections.map(async (projection) => {
        const model = await store.open(projection);
        return { projection, model, checkpoint: await model.checkpoint(), recent: new Map(), failure: null };
      }),
    );
    return new Projector(source, store, foldings, codec, clock, log, report);
  }

  /** Folds what there is and then what comes, until the signal is aborted. Errors of the stores are tried again. */
  async run(signal: AbortSignal): Promise<void> {
    this.tell(null);
    let pause = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        await this.compare();
        for await (const page of this.source.subscribe(this.start(), signal)) {
          await this.fold(page);
          if (page.caughtUp) await this.clock.sleep(gatherMs(page), signal);
          pause = FIRST_RETRY_MS;
        }
      } catch (error) {
        const isAway = isOutage(error);
        if (!isAway)
          this.log.error('folding the log failed and is tried again', { error: messageOf(error), pauseMs: pause });
        const words = isAway ? messageOf(error) : 'folding the log fails';
        this.trouble = { since: this.trouble?.since ?? isoTime(this.clock.now()), error: words };
        this.tell(null);
        await this.clock.sleep(pause, signal);
        pause = Math.min(pause * 2, LAST_RETRY_MS);
        await this.reload();
      }
    }
  }

  /** One page into every projection that has not had it. */
  async fold(page: LogPage): Promise<void> {
    const entries = entriesOf(page, this.codec);
    const folded = await Promise.all(this.foldings.map((folding) => this.foldOne(folding, entries, page.next)));
    const done = folded.filter((one) => one !== null);
    if (done.length > 0) await this.store.commit(done.map(({ write }) => write));
    for (const { folding, write, recent } of done) Object.assign(folding, { checkpoint: write.checkpoint, recent });
    this.trouble = null;
    this.count(page);
    this.tell(page.caughtUp ? null : (page.events.at(-1)?.metadata.at ?? null));
  }

  /** Until it has caught up for the first time. */
  private count({ events, caughtUp }: LogPage): void {
    if (this.folded === null) return;
    this.folded += events.length;
    if (!caughtUp) return;
    this.log.info('the read models are up to date', { eventsFolded: this.folded });
    this.folded = null;
  }

  private async foldOne(folding: Folding, entries: readonly Entry[], next: Position): Promise<Folded | null> {
    const { projection, model, checkpoint } = folding;
    if (folding.failure !== null || next <= checkpoint.position) return null;
    const read = touchingOf(projection, entries, checkpoint.position);
    let { stop } = read;
    const before = await lastChanges(model, folding.recent, new Set(read.touching.flatMap((one) => one.keys)));
    const recent = new Map(before);
    for (const { event, keys } of read.touching) {
      try {
        for (const change of changesBy(event, keys, projection, recent)) recent.set(change.key, change);
      } catch (error) {
        stop = { place: event, at: event.metadata.at, error };
        break;
      }
    }
    if (stop !== null) folding.failure = this.stopAt(projection.name, stop);
    const end = stop === null ? entries.at(-1) : lastBefore(entries, stop.place);
    if (end === undefined || end.position <= checkpoint.position) return null;
    const reached = { position: end.position, eventId: end.id, log: this.identity };
    return { folding, write: { model, changes: changesBetween(before, recent), checkpoint: reached }, recent };
  }

  private stopAt(projection: string, { place: { stream, revision, position }, at, error }: Stop): FoldFailure {
    const since = at ?? isoTime(this.clock.now());
    const failure = { projection, stream, revision, position, at: since, error: messageOf(error) };
    this.log.error('a projection stopped at an event that it cannot fold', failure);
    return failure;
  }

  /** @throws DomainError `other_log` when a read model is not the fold of this log */
  private async compare(): Promise<void> {
    const places = await LogPlaces.of(this.source);
    const reasons = new Map<string, string>();
    for (const { projection, checkpoint } of this.foldings) {
      const reason = await places.difference(checkpoint);
      if (reason !== null) reasons.set(projection.name, reason);
    }
    if (reasons.size > 0) throw otherLog(reasons);
    this.identity = places.identity;
    await this.adopt(places);
  }

  private async adopt(places: LogPlaces): Promise<void> {
    const unknown = this.foldings.filter(({ checkpoint: { position, log } }) => position !== START && log === null);
    for (const folding of unknown) folding.checkpoint = await places.adopted(folding.checkpoint);
    const writes = unknown.map(({ model, checkpoint }) => ({ model, changes: [], checkpoint }));
    if (writes.length > 0) await this.store.commit(writes);
  }

  /** The least checkpoint of those that go on. */
  private start(): Position {
    const positionsOf = (foldings: readonly Folding[]) => foldings.map(({ checkpoint }) => checkpoint.position).sort();
    const going = this.foldings.filter(({ failure }) => failure === null);
    return positionsOf(going)[0] ?? positionsOf(this.foldings).at(-1) ?? START;
  }

  /**
   * After an error nobody knows what was written: the checkpoints do. What comes before the event that a projection
   * stopped at may not be: it goes on from there and stops again.
   */
  private async reload(): Promise<void> {
    for (const folding of this.foldings) {
      try {
        folding.recent = new Map();
        folding.checkpoint = await folding.model.checkpoint();
        folding.failure = null;
      } catch (error) {
        if (isOutage(error)) return;
        const { name: projection } = folding.projection;
        this.log.warn('a checkpoint could not be read', { projection, error: messageOf(error) });
      }
    }
  }

  /** @param behindSince of those that go on */
  private tell(behindSince: string | null): void {
    const since = this.trouble?.since ?? behindSince;
    this.report({
      reached: new Map(
        this.foldings.map(({ projection: { name }, checkpoint: { position }, failure }) => [
          name,
          { position, behindSince: failure?.at ?? since },
        ]),
      ),
      failures: this.foldings.flatMap(({ failure }) => failure ?? []),
      trouble: this.trouble?.error ?? null,
    });
  }
}

const gatherMs = ({ events }: LogPage): number =>
  Math.min(GATHER_MS + events.length * GATHER_MS_PER_EVENT, LONGEST_GATHER_MS);
