import { orderOf } from '../../../projections/due-waits';
import type { RunWait } from '../../../projections/due-waits';
import { laneOfKey } from '../../../projections/shard';
import { runDecider } from '../../domain/run/run';
import type { RunState } from '../../domain/run/run-state';
import { runStream } from '../../domain/streams';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { jsonBytes } from '../../kernel/json-size';
import { START } from '../../kernel/message';
import type { Facts } from '../deciding/current-facts';
import { nextTurnOfLoop } from '../deciding/fair-turns';
import type { Ledger, Loaded } from '../deciding/ledger';
import type { ProjectionProgress } from '../projecting/projection-progress';
import { behind } from './due-work';
import type { HeldShards } from './due-work';
import type { TimerFinder } from './timer-finder';
import { UpcomingTimers } from './upcoming';
import type { Upcoming } from './upcoming';
import type { WokenTimers } from './woken-timers';

/** How far it is looked ahead, in milliseconds. */
export const AHEAD_MS = 5_000;
/**
 * How often, at most; where looking takes long, so seldom that it takes no more than one part in so many of the time, and
 * still before what was seen is over.
 */
const LOOK_MS = 500;
const LOOKING_SHARE = 20;
const SELDOM_MS = AHEAD_MS / 2;
/** How long what is overdue is not looked through from its beginning, at most. */
const LONGEST_MS = 2 * AHEAD_MS;
/** Timers that are known at a time; of each lane at most twice its share of them is found. */
const MOST_TIMERS = 8_000;
/** What part of the timers that were found is left when more of them are looked for. */
const LOW = 1 / 4;
/** What a run may begin with to be read ahead, in bytes; what has more is read at the moment. */
const MOST_BYTES = 8_192;
/** Streams that are read together: some milliseconds for which nothing else happens in this thread. */
export const TOGETHER = 64;
/** How many woken timers are remembered before the read model is waited for, and how long, in milliseconds. */
const MOST_WOKEN = 50_000;
const CATCH_UP_MS = 1_000;

/**
 * What falls due in the next seconds: found in the read model, or heard of as runs of this process come to their waits, and
 * read before its moment. All of it is only economy: whether a timer's time has come its decider says, by its stream.
 */
export class LookAhead {
  readonly upcoming = new UpcomingTimers();
  /** By the monotonic clock. */
  private next = -Infinity;
  /** What falls due before it is known, in milliseconds since the epoch. */
  private until = -Infinity;
  /** How few are known when more are looked for, where there were more than were wanted. */
  private low = 0;
  /** The order up to which everything was found; null: it was not looked, or there is no more. */
  private foundTo: string | null = null;
  /** When it is to be looked from the beginning again and not from there, by the monotonic clock. */
  private anew = -Infinity;

  constructor(
    private readonly finder: TimerFinder,
    private readonly progress: ProjectionProgress,
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly clock: Clock,
    private readonly shards: HeldShards,
    private readonly woken: WokenTimers,
  ) {}

  /** How long until it is to be looked again, in milliseconds. */
  get pauseMs(): number {
    return this.upcoming.size < this.low ? 0 : Math.max(0, this.next - this.clock.monotonic());
  }

  /** Looks again, when it is time to. */
  async look(): Promise<void> {
    if (this.pauseMs > 0) return;
    const models = [this.finder.model];
    if (this.woken.size > MOST_WOKEN) await this.progress.reached(models, this.woken.first, CATCH_UP_MS);
    const from = this.clock.monotonic();
    this.next = from + LOOK_MS;
    const { position } = this.progress.asOf(models);
    this.woken.forget(position);
    const shards = this.shards.held();
    const mostOfLane = Math.min(MOST_TIMERS, Math.ceil((2 * MOST_TIMERS) / Math.max(1, shards.length)));
    const first = this.firstToFind(from);
    const isAnew = first === '';
    const until = this.clock.now() + AHEAD_MS;
    const released = isAnew ? await this.finder.released({ account: null, shards, limit: mostOfLane }) : [];
    const { found, end } = await this.finder.between(first, isoTime(until), shards, mostOfLane);
    this.upcoming.replace([...released, ...found], isAnew ? position : START, this.finder.mayTake);
    this.foundTo = end;
    this.low = end === null ? 0 : found.length * LOW;
    this.until = end === null ? until : -Infinity;
    const now = this.clock.monotonic();
    const pauseMs = (now - from) * LOOKING_SHARE;
    this.next = Math.max(this.next, now + Math.min(pauseMs, SELDOM_MS));
    if (isAnew) this.anew = now + Math.min(Math.max(pauseMs, SELDOM_MS), LONGEST_MS);
  }

  /**
   * The order at which to begin, the empty one: from the beginning. In what is overdue there may be much at the beginning
   * that was woken and that the read model has not seen yet, so it is gone on in; but what is to be tried again stands there
   * too.
   */
  private firstToFind(now: number): string {
    const { foundTo } = this;
    const goesOn = foundTo !== null && foundTo < isoTime(this.clock.now()) && now < this.anew;
    return goesOn ? behind(foundTo) : '';
  }

  /**
   * A run came to a wait.
   * @returns whether it is one of those that fall due next
   */
  hear(account: string, { state, position }: Loaded<RunState>): boolean {
    if (state.status !== 'waiting' || Date.parse(state.wait.wakeAt) >= this.until) return false;
    const { runId, workflowId } = state.started;
    const { waitId, wakeAt } = state.wait;
    const key = `run/${runId}`;
    const lane = laneOfKey('wait', key);
    if (this.upcoming.size >= MOST_TIMERS || !this.shards.held().includes(key.slice(-1))) return false;
    const order = orderOf(wakeAt, position);
    const timer = { kind: 'wait', account, workflowId, runId, waitId, wakeAt, lane, state: 'waiting', order } as const;
    this.upcoming.add({ key, position, timer });
    return true;
  }

  /** Reads some more of what falls due next; what is due already is read when it is woken. @returns whether there was any */
  async readSome(): Promise<boolean> {
    const unread = this.upcoming.unread(this.clock.now(), TOGETHER);
    await this.read(unread);
    return unread.length > 0;
  }

  /** Reads those together that were not read yet, with what decisions about them look at and their ends append to. */
  async read(timers: readonly Upcoming[]): Promise<void> {
    const unread = timers.filter(
      (one): one is Upcoming<RunWait> => one.timer.kind === 'wait' && one.ahead === undefined,
    );
    if (unread.length === 0) return;
    const streams = unread.map(({ timer }) => runStream(timer.runId));
    const loaded = await this.ledger.loadEach(runDecider, streams);
    const contacts = unread.flatMap((one, i) => {
      const [ahead, stream] = [loaded[i], streams[i]];
      one.ahead = null;
      if (ahead === undefined || stream === undefined || ahead.state.status === 'not_started') return [];
      const { contact, data, enrollmentId } = ahead.state.started;
      if (jsonBytes(contact) + jsonBytes(data) > MOST_BYTES) return [];
      one.ahead = ahead;
      // where nobody knows that nothing came since, it is asked for at the moment anyway
      return this.ledger.isCurrent(stream, ahead) ? [{ account: one.timer.account, contact, enrollmentId }] : [];
    });
    await this.facts.ahead(contacts);
    await nextTurnOfLoop();
  }
}
