import type { DomainEvent } from '../../domain/events';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Projection } from '../../kernel/projection';
import { isOutage, reasonOf } from '../../ports/availability';
import type { LogPage } from '../../ports/event-store';
import type { ReadStore } from '../../ports/read-store';
import type { EventCodec } from '../deciding/event-codec';
import { isOurs, isSameWork, nameOfCopy } from './copies';
import type { Copy, Work } from './copies';
import { worked } from './copy-changes';
import { Chase } from './chase';
import { CopyRegistry } from './copy-registry';
import { dropOverdue } from './drop-overdue';
import { Folding } from './folding';
import { entriesOf } from './page-folding';
import type { Entry } from './page-folding';
import { Pace } from './pace';
import type { WholeLog } from './key-folding';
import { LogPlaces } from './same-log';
import { placesOf } from './verify';
import { Whereabouts } from './whereabouts';

type AProjection = Projection<object, DomainEvent>;

/**
 * @param moved to be called now and then, as it gets on: with the place of the log that it reads, null when it reads none
 * @returns what is wrong with a copy, null when nothing is
 */
export type Verify = (
  projection: AProjection,
  copy: Copy,
  signal: AbortSignal,
  moved: (place: number | null) => void,
) => Promise<string | null>;

interface Task {
  readonly projection: AProjection;
  readonly work: Work;
}

/** How often it tells how far it is, in milliseconds. */
const BEAT_MS = 1_000;
const RETRY_MS = 500;
/** How long the projector may take to leave a copy alone that is to go on here, in milliseconds. */
const LEFT_ALONE_MS = 1_000;

/**
 * Lets copies catch up with the log beside the live ones, one after the other, and drops those whose time is over. What is
 * to be done stands in the registry, how far a copy is in its own checkpoint: whoever comes next goes on from there. It
 * folds and nothing else: no effect, no decision.
 */
export class CopyBuilder {
  private readonly registry: CopyRegistry;
  private readonly pace = new Pace();

  constructor(
    private readonly source: WholeLog,
    private readonly store: ReadStore,
    private readonly projections: readonly AProjection[],
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly verify: Verify,
    /** Called when the log grows so fast that a copy would be behind it for long. */
    private readonly outrun: () => void,
  ) {
    this.registry = new CopyRegistry(store);
  }

  /** Until nothing is left to do, or the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        await dropOverdue(this.registry, this.store, this.projections, this.clock, this.log);
        const [task] = await this.tasks();
        if (task === undefined) return;
        await this.work(task, signal);
      } catch (error) {
        if (!isOutage(error)) this.log.error('building copies failed and is tried again', { error: messageOf(error) });
        else if (isFirst) this.log.warn('building copies waits for a store', { error: reasonOf(error) });
        await this.clock.sleep(RETRY_MS, signal);
      }
    }
  }

  /** The oldest first. */
  private async tasks(): Promise<readonly Task[]> {
    const copies = await this.registry.read(this.projections);
    const tasks = this.projections.flatMap((projection): readonly Task[] => {
      const work = copies.get(projection.name)?.work ?? null;
      const isToDo = isOurs(work, projection) && work.status !== 'stopped' && work.status !== 'switching';
      return isToDo ? [{ projection, work }] : [];
    });
    return tasks.toSorted((a, b) => (a.work.startedAt < b.work.startedAt ? -1 : 1));
  }

  private async work(task: Task, signal: AbortSignal): Promise<void> {
    const { projection, work } = task;
    const told = { projection: projection.name, kind: work.kind, copy: nameOfCopy(work.copy) };
    this.log.info('a copy of a projection catches up', told);
    const at = new Whereabouts(work, this.clock);
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const chase = new Chase(this.clock);
    const beating = this.beat(task, at, chase, over, until);
    try {
      await this.clock.sleep(work.kind === 'resume' ? LEFT_ALONE_MS : 0, until);
      await this.bringUp(task, at, until);
    } finally {
      over.abort();
      await beating;
    }
    if (signal.aborted && at.isInHand) await this.tell(task, at); // whoever comes next counts on from there
  }

  /** To the projector, once it is at the end of the log and, if it is new, found right. */
  private async bringUp(task: Task, at: Whereabouts, until: AbortSignal): Promise<void> {
    if (!(await this.catchUp(task, at, until))) return;
    if (task.work.kind === 'rebuild') {
      await this.tell(task, at, 'verifying');
      const wrong = await this.verify(task.projection, task.work.copy, until, (place) => {
        at.reading = place;
        at.getsOn();
      });
      if (until.aborted) return;
      if (wrong !== null) {
        await this.stop(task, at, wrong);
        return;
      }
      at.status = 'building'; // the log has grown meanwhile
      if (!(await this.catchUp(task, at, until))) return;
    }
    await this.tell(task, at, 'switching');
  }

  /** @returns whether it got to the end of the log; false when it stopped, or was stopped */
  private async catchUp(task: Task, at: Whereabouts, until: AbortSignal): Promise<boolean> {
    while (!until.aborted) {
      try {
        const folding = await this.begin(task, at);
        if (folding === null) return false;
        for await (const page of this.source.subscribe(folding.position, until)) {
          await this.fold(folding, page, at, until);
          at.trouble = null;
          if (folding.failure !== null) {
            await this.stop(task, at, null, folding);
            return false;
          }
          if (page.caughtUp) return !isOver(until);
        }
      } catch (error) {
        if (!isOutage(error)) this.log.error('building a copy failed and is tried again', { error: messageOf(error) });
        else if (at.trouble === null) this.log.warn('building a copy waits for a store', { error: reasonOf(error) });
        at.trouble = isOutage(error) ? messageOf(error) : 'folding the log fails';
        await this.clock.sleep(RETRY_MS, until);
      }
    }
    return false;
  }

  /** A copy of another log is folded anew, unless it answers. Null when it cannot go on. */
  private async begin(task: Task, at: Whereabouts): Promise<Folding | null> {
    const { projection, work } = task;
    const places = await LogPlaces.of(this.source);
    at.log = places.identity;
    const open = (): Promise<Folding> => Folding.open(this.store, projection, work.copy, this.clock, this.log);
    const folding = await open();
    this.pace.taken = 0;
    const reason = await places.difference(folding.checkpoint);
    if (reason === null) return folding;
    if (work.kind === 'resume') {
      await this.stop(task, at, reason);
      return null;
    }
    await this.store.clear(folding.model.shape);
    return open();
  }

  /** In commits so short that nobody waits for them. */
  private async fold(folding: Folding, page: LogPage, at: Whereabouts, until: AbortSignal): Promise<void> {
    const entries = entriesOf(page, this.codec);
    for (let from = 0; from < entries.length && folding.failure === null && !until.aborted;) {
      const part: readonly Entry[] = entries.slice(from, from + this.pace.left);
      from += part.length;
      await folding.fold(part, part.at(-1)?.position ?? page.next, at.log);
      this.pace.taken += part.length;
      if (this.pace.isDue) await this.commit(folding, at);
    }
    if (page.caughtUp || folding.failure !== null) await this.commit(folding, at);
    await this.clock.sleep(0);
  }

  private async commit(folding: Folding, at: Whereabouts): Promise<void> {
    const { unwritten } = folding;
    if (unwritten !== null) {
      const begun = this.clock.monotonic();
      await this.store.commit([unwritten.write]);
      this.pace.committed(this.clock.monotonic() - begun);
      unwritten.written();
    }
    at.moved(folding.position, unwritten === null ? 0 : this.pace.taken);
    this.pace.taken = 0;
    await this.clock.sleep(0);
  }

  /** Tells how far it is, and finds out when it is wanted no more. Those that wait for it have nothing to fear. */
  private async beat(
    task: Task,
    at: Whereabouts,
    chase: Chase,
    over: AbortController,
    until: AbortSignal,
  ): Promise<void> {
    for (;;) {
      await this.clock.sleep(BEAT_MS, until);
      if (until.aborted) return;
      try {
        at.beat();
        if (chase.isOutrun(at.reading, placesOf(await this.source.head()))) this.outrun();
        if (!(await this.tell(task, at))) over.abort();
        const now = isoTime(this.clock.now());
        for (const { projection, work } of await this.tasks())
          if (work.status === 'queued' && projection !== task.projection)
            await this.registry.change(projection, (copies) => worked(copies, work, { movedAt: now, heardAt: now }));
      } catch (error) {
        if (!isOutage(error)) this.log.warn('how far a copy is could not be told', { error: messageOf(error) });
      }
    }
  }

  /** @returns whether it is still what is to be done */
  private async tell({ projection, work }: Task, at: Whereabouts, status?: Work['status']): Promise<boolean> {
    if (status !== undefined) at.status = status;
    const copies = await this.registry.change(projection, (now) => worked(now, work, at.told));
    return copies.work !== null && isSameWork(copies.work, work);
  }

  private async stop(task: Task, at: Whereabouts, reason: string | null, folding?: Folding): Promise<void> {
    at.trouble = reason;
    at.failure = folding?.failure ?? null;
    await this.tell(task, at, 'stopped');
  }
}

const isOver = ({ aborted }: AbortSignal): boolean => aborted;
