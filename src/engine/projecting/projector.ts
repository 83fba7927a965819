import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { START } from '../../kernel/message';
import type { Projection } from '../../kernel/projection';
import { isOutage, reasonOf } from '../../ports/availability';
import type { EventStore, LogPage } from '../../ports/event-store';
import type { ReadStore } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import { isSameCopy, isSameWork, nameOfCopy } from './copies';
import type { Copies, Work } from './copies';
import { switched, worked } from './copy-changes';
import { Foldings } from './foldings';
import type { HandedOver } from './foldings';
import { entriesOf } from './page-folding';
import type { ProgressReport } from './projection-progress';
import { RepairWatch } from './repair-watch';
import { Routes } from './routes';
import { StoredFailures } from './stored-failures';
import { LogPlaces, otherLog } from './same-log';

/** The part of the event store that folding needs. */
export type LogSource = Pick<EventStore, 'subscribe' | 'identity' | 'idAt'>;

/** Since when folding fails, and why, in words that anybody may read. */
interface Trouble {
  readonly since: string;
  readonly error: string;
}

/**
 * How long events gather once the log has been caught up with, in milliseconds: a document that many of them touch is then
 * written once. So many times as long as the page before took, up to the longest; what comes alone is told at once, since
 * whoever wrote it waits for it: so long for each event of that page at most.
 */
const GATHER_BY_TIME_TAKEN = 4;
const GATHER_MS_PER_EVENT = 2;
const LONGEST_GATHER_MS = 200;

/** Events that are written together while the log is being caught up with: what many of them touch is then written once. */
const BATCH = 16_000;

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;

/**
 * Folds the log into read models: page by page, the documents that a page touches are loaded in one query and folded in
 * memory; at the end of the log, or of a batch, the changed ones are written together with the checkpoint. An event that cannot be folded stops its projection
 * in plain sight; the others go on, and nothing is skipped.
 *
 * Which copies it folds is the registry's to say, and may change at any time: it then begins again from the least checkpoint.
 */
export class Projector {
  private readonly repairs: RepairWatch;
  /** Aborted when there is something else to fold. */
  private turn = new AbortController();
  private trouble: Trouble | null = null;
  /** Entries taken in since the last commit. */
  private taken = 0;
  private isRepairing = false;
  /** Events folded since the start. */
  private folded = 0;
  private tellCaughtUp: (events: number) => void = () => undefined;
  /** Resolves with the events that were folded until it had caught up with the log for the first time. */
  readonly caughtUp = new Promise<number>((resolve) => {
    this.tellCaughtUp = resolve;
  });
  /** The log's identity, once it was asked. */
  private identity: string | null = null;

  private constructor(
    private readonly source: LogSource,
    private readonly store: Pick<ReadStore, 'commit' | 'records' | 'replaceRecord'>,
    private readonly foldings: Foldings,
    private readonly routes: Routes,
    private readonly stops: StoredFailures,
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly report: (report: ProgressReport) => void,
  ) {
    this.repairs = new RepairWatch(store, clock);
  }

  /** @param others projections that somebody else folds at the same time */
  static async open(
    source: LogSource,
    store: Pick<ReadStore, 'open' | 'commit' | 'records' | 'replaceRecord'>,
    projections: readonly Projection<object, DomainEvent>[],
    codec: EventCodec,
    clock: Clock,
    log: Log,
    report: (report: ProgressReport) => void,
    others: readonly Projection<object, DomainEvent>[] = [],
  ): Promise<Projector> {
    const foldings = new Foldings(store, projections, clock, log);
    const stops = new StoredFailures(store, new Set(others.map(({ name }) => name)));
    await foldings.takeUp();
    foldings.remember(await stops.read());
    return new Projector(source, store, foldings, new Routes(projections), stops, codec, clock, log, report);
  }

  /** Folds what there is and then what comes, until the signal is aborted. Errors of the stores are tried again. */
  async run(signal: AbortSignal): Promise<void> {
    this.tell(null);
    let pause = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        this.turn = new AbortController();
        await this.foldings.takeUp();
        await this.compare();
        await this.switchOver();
        const turn = AbortSignal.any([signal, this.turn.signal]);
        for await (const page of this.source.subscribe(this.foldings.start, turn)) {
          const began = this.clock.monotonic();
          const taken = await this.fold(page, page.caughtUp);
          const took = this.clock.monotonic() - began;
          if (this.taken === 0) await this.switchOver();
          if (page.caughtUp) await this.clock.sleep(gatherMs(taken, took), turn);
          pause = FIRST_RETRY_MS;
        }
        await this.write();
      } catch (error) {
        const isAway = isOutage(error);
        if (!isAway)
          this.log.error('folding the log failed and is tried again', { error: messageOf(error), pauseMs: pause });
        else if (this.trouble === null) this.log.warn('folding waits for a store', { error: reasonOf(error) });
        const words = isAway ? messageOf(error) : 'folding the log fails';
        this.trouble = { since: this.trouble?.since ?? isoTime(this.clock.now()), error: words };
        this.tell(null);
        await this.clock.sleep(pause, signal);
        pause = Math.min(pause * 2, LAST_RETRY_MS);
        await this.foldings.reload();
      }
    }
  }

  /**
   * One page into every copy that has not had it.
   * @param isLast whether all that was taken in is to be written now
   * @returns the events taken in since what was written last before it
   */
  async fold(page: LogPage, isLast = true): Promise<number> {
    await this.takeIn(page);
    const { taken } = this;
    if (isLast || this.isRepairing || taken >= BATCH) await this.commit(page);
    return taken;
  }

  /** Into memory. What is written by others meanwhile is read again, and nothing is kept back from them. */
  private async takeIn(page: LogPage): Promise<void> {
    const entries = entriesOf(page, this.codec);
    const { all } = this.foldings;
    this.isRepairing = await this.repairs.heard();
    if (this.isRepairing) {
      await this.write();
      for (const folding of all) folding.forget();
    }
    const routed = this.routes.of(entries);
    await Promise.all(
      all.map((folding) => folding.fold(entries, page.next, this.identity, routed.get(folding.projection))),
    );
    this.taken += entries.length;
    this.folded += page.events.length;
  }

  /** @param page the last that was taken in */
  private async commit(page: LogPage): Promise<void> {
    await this.write();
    await this.stops.tell(this.foldings.failures);
    this.trouble = null;
    if (page.caughtUp) this.tellCaughtUp(this.folded);
    this.tell(page.caughtUp ? null : (page.events.at(-1)?.metadata.at ?? null));
  }

  private async write(): Promise<void> {
    const unwritten = this.foldings.all.flatMap((folding) => folding.unwritten ?? []);
    if (unwritten.length > 0) await this.store.commit(unwritten.map(({ write }) => write));
    for (const { written } of unwritten) written();
    this.taken = 0;
  }

  /** Told which copies there are, it begins again where that makes a difference. */
  seen(copies: ReadonlyMap<string, Copies>): void {
    if (this.foldings.differFrom(copies)) this.turn.abort();
  }

  /** Makes live what has caught up and is as far as what is live. */
  private async switchOver(): Promise<void> {
    for (const handed of this.foldings.handedOver) {
      if (handed.next.failure !== null) await this.stop(handed);
      else if (await this.foldings.isAsFar(handed)) await this.makeLive(handed);
    }
  }

  private async stop({ projection, work, next: { failure } }: HandedOver): Promise<void> {
    await this.foldings.registry.change(projection, (copies) => worked(copies, work, { status: 'stopped', failure }));
    this.turn.abort();
  }

  private async makeLive({ projection, work }: HandedOver): Promise<void> {
    const { live } = await this.foldings.registry.change(projection, (copies) =>
      isStill(copies, work) ? switched(copies, isoTime(this.clock.now())) : copies,
    );
    if (isSameCopy(live, work.copy))
      this.log.info('a copy of a projection is live', { projection: projection.name, copy: nameOfCopy(live) });
    await this.foldings.takeUp();
    this.turn.abort();
    this.tell(null);
  }

  /** @throws DomainError `other_log` when a read model is not the fold of this log */
  private async compare(): Promise<void> {
    const places = await LogPlaces.of(this.source);
    const reasons = new Map<string, string>();
    for (const { projection, checkpoint } of this.foldings.all) {
      const reason = await places.difference(checkpoint);
      if (reason !== null) reasons.set(projection.name, reason);
    }
    if (reasons.size > 0) throw otherLog(reasons);
    this.identity = places.identity;
    await this.adopt(places);
  }

  private async adopt(places: LogPlaces): Promise<void> {
    const unknown = this.foldings.all.filter(({ checkpoint: { position, log } }) => position !== START && log === null);
    for (const folding of unknown) folding.checkpoint = await places.adopted(folding.checkpoint);
    const writes = unknown.map(({ model, checkpoint }) => ({ model, changes: [], checkpoint }));
    if (writes.length > 0) await this.store.commit(writes);
  }

  /** @param behindSince of those that go on */
  private tell(behindSince: string | null): void {
    const { trouble } = this;
    this.report({ ...this.foldings.reached(trouble?.since ?? behindSince), trouble: trouble?.error ?? null });
  }
}

const isStill = ({ work: now }: Copies, work: Work): boolean =>
  now !== null && isSameWork(now, work) && now.status === 'switching';

const gatherMs = (events: number, tookMs: number): number =>
  Math.min(tookMs * GATHER_BY_TIME_TAKEN, events * GATHER_MS_PER_EVENT, LONGEST_GATHER_MS);
