import type { DueWait, ReminderTimer, RunWait } from '../../../projections/due-waits';
import { SHARDS } from '../../../projections/shard';
import { reminderStream, runStream } from '../../domain/streams';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { engineContext } from '../../kernel/command-context';
import { DomainError } from '../../kernel/errors';
import type { Position } from '../../kernel/message';
import { StoreUnavailable } from '../../ports/availability';
import type { Meter } from '../../ports/meter';
import type { ReadModel } from '../../ports/read-store';
import type { Facts } from '../deciding/current-facts';
import { nextTurnOfLoop } from '../deciding/fair-turns';
import type { Ledger } from '../deciding/ledger';
import type { Pace } from '../deciding/pace';
import type { Reminders } from '../enrolling/reminders';
import type { ProjectionProgress } from '../projecting/projection-progress';
import type { Runner } from '../running/runner';
import type { WaitNews } from '../running/wait-news';
import { Backoff } from './backoff';
import type { HeldShards } from './due-work';
import { LookAhead, TOGETHER } from './look-ahead';
import { TimerFinder } from './timer-finder';
import type { Upcoming, WakingTimer, Wanted } from './upcoming';
import { WokenTimers } from './woken-timers';
import type { WorkLog } from './work-log';

export interface WokenRuns {
  readonly resumed: number;
  readonly failed: readonly { readonly runId: string; readonly code: string }[];
}

export interface FiredReminders {
  readonly fired: number;
  readonly failed: readonly { readonly reminderId: string; readonly code: string }[];
}

/** Wakes under way at a time, of all accounts and of one. */
const MOST_UNDER_WAY = 2_000;
const MOST_OF_ACCOUNT = 1_000;
/** Before the scheduler goes on after what went wrong, in milliseconds. */
const TROUBLE_MS = 250;
/** Refusals that say how things stand; whatever else a timer meets may go on for ever. */
const NOT_YET: ReadonlySet<string> = new Set(['run_paused', 'wake_time_not_reached']);

/** Where timers are found and read. */
export interface Timers {
  readonly dueWaits: ReadModel<DueWait>;
  readonly progress: ProjectionProgress;
  readonly ledger: Ledger;
  readonly facts: Facts;
  readonly waits: WaitNews;
  readonly shards: HeldShards;
}

interface Woken {
  readonly woken: boolean;
  readonly position: Position;
}

/**
 * Wakes what is due, oldest first, at its moment. It finds timers in a read model ahead of it and holds none that is not
 * there or in the log: a wait is in its run's stream, a reminder in its own, and their deciders say whether the time has
 * come. Being late, early or doubled here does no harm.
 */
export class Scheduler {
  private readonly backoff: Backoff;
  private readonly woken = new WokenTimers();
  private readonly finder: TimerFinder;
  private readonly ahead: LookAhead;
  /** By key. */
  private readonly underWay = new Map<string, Promise<unknown>>();
  private readonly ofAccount = new Map<string, number>();
  /** What was due before may have been tried by a process that ended by it. */
  private readonly since: string;
  private readonly waits: WaitNews;
  private endPause: () => void = () => undefined;

  constructor(
    timers: Timers,
    private readonly runner: Runner,
    private readonly reminders: Reminders,
    private readonly pace: Pace,
    private readonly clock: Clock,
    private readonly log: WorkLog,
    private readonly meter: Pick<Meter, 'woke'>,
  ) {
    this.backoff = new Backoff(clock);
    this.since = isoTime(clock.now());
    const { dueWaits, progress, ledger, facts, waits, shards } = timers;
    this.finder = new TimerFinder(dueWaits, clock, (one) => this.mayTake(one));
    this.ahead = new LookAhead(this.finder, progress, ledger, facts, clock, shards, this.woken);
    this.waits = waits;
  }

  /** Until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const goOn = (): void => {
      this.endPause();
    };
    signal.addEventListener('abort', goOn);
    this.waits.listen((account, run) => {
      if (this.ahead.hear(account, run)) this.endPause();
    });
    while (!signal.aborted) {
      try {
        await this.ahead.look();
        await this.wakeDue(signal);
        if (!(await this.ahead.readSome())) await this.pause(this.pauseMs(), signal);
      } catch (error) {
        this.log.pass('a pass over due timers failed', error);
        await this.pause(TROUBLE_MS, signal);
      }
    }
    signal.removeEventListener('abort', goOn);
    await Promise.all(this.underWay.values());
  }

  /** @param account null: of all accounts */
  async resumeDue(account: string | null, limit: number, shards = SHARDS): Promise<WokenRuns> {
    const { woken, failed } = await this.wakeAll(await this.finder.due<RunWait>('wait', { account, limit, shards }));
    return { resumed: woken, failed: failed.map(({ timer: { runId }, code }) => ({ runId, code })) };
  }

  /** @param account null: of all accounts */
  async fireReminders(account: string | null, limit: number, shards = SHARDS): Promise<FiredReminders> {
    const range = { account, limit, shards };
    const due = [...(await this.finder.released(range)), ...(await this.finder.due<ReminderTimer>('reminder', range))];
    const { woken, failed } = await this.wakeAll(due);
    return { fired: woken, failed: failed.map(({ timer: { reminderId }, code }) => ({ reminderId, code })) };
  }

  private async wakeAll<Timer extends WakingTimer>(
    due: readonly Upcoming<Timer>[],
  ): Promise<{ readonly woken: number; readonly failed: readonly { readonly timer: Timer; readonly code: string }[] }> {
    for (let i = 0; i < due.length; i += TOGETHER) await this.ahead.read(due.slice(i, i + TOGETHER));
    const answers = await Promise.all(due.map((one) => this.begin(one)));
    const failed = due.flatMap(({ timer }, i) => {
      const code = answers[i];
      return typeof code === 'string' ? [{ timer, code }] : [];
    });
    return { woken: answers.filter((answer) => answer === true).length, failed };
  }

  /** As many of those that are due as may be under way. */
  private async wakeDue(signal: AbortSignal): Promise<void> {
    while (this.hasRoom() && !signal.aborted) {
      const due = this.ahead.upcoming.takeDue(this.clock.now(), TOGETHER, this.wanted);
      if (due.length === 0) return;
      await this.ahead.read(due);
      for (const one of due) void this.begin(one, signal);
    }
  }

  private pauseMs(): number {
    const next = this.hasRoom() ? this.ahead.upcoming.next(this.wanted) : null;
    return Math.min(next === null ? Infinity : next - this.clock.now(), this.ahead.pauseMs);
  }

  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    const pause = new AbortController();
    this.endPause = () => {
      pause.abort();
    };
    if (ms <= 0 || signal.aborted) await nextTurnOfLoop();
    else await this.clock.sleep(ms, pause.signal);
  }

  /** Neither woken already, nor about to be, nor to be left alone for a while. */
  private mayTake(one: Pick<Upcoming, 'key' | 'position'>): boolean {
    return !this.underWay.has(one.key) && !this.woken.has(one) && this.backoff.mayTry(one.key);
  }

  private hasRoom(): boolean {
    return this.underWay.size < MOST_UNDER_WAY;
  }

  /** One account's timers leave room for those of the others. */
  private readonly wanted: Wanted = {
    hasRoom: (account) => (this.ofAccount.get(account) ?? 0) < MOST_OF_ACCOUNT,
    mayTake: (one) => this.mayTake(one),
  };

  /** @returns whether it woke something; the code of why not; null when it was to be left */
  private begin(one: Upcoming, signal?: AbortSignal): Promise<boolean | string | null> {
    const { account } = one.timer;
    this.ofAccount.set(account, (this.ofAccount.get(account) ?? 0) + 1);
    const waking = this.wakeInTurn(one, signal).finally(() => {
      this.underWay.delete(one.key);
      const left = (this.ofAccount.get(account) ?? 1) - 1;
      if (left > 0) this.ofAccount.set(account, left);
      else this.ofAccount.delete(account);
      if (left === MOST_OF_ACCOUNT / 2 || this.underWay.size === MOST_UNDER_WAY / 2) this.endPause();
    });
    this.underWay.set(one.key, waking);
    return waking;
  }

  private async wakeInTurn(one: Upcoming, signal?: AbortSignal): Promise<boolean | string | null> {
    const { key, timer } = one;
    await this.pace.wake(timer.account);
    if (signal?.aborted) return null;
    try {
      const { woken, position } = await this.wake(one);
      this.woken.add(key, position);
      if (woken) {
        this.backoff.succeeded(key);
        this.meter.woke(timer.kind, (this.clock.now() - Date.parse(timer.wakeAt)) / 1_000);
      } else if (position <= one.position) this.backoff.rest(key);
      return woken;
    } catch (error) {
      return this.failure(one, error);
    }
  }

  private async wake({ timer, ahead }: Upcoming): Promise<Woken> {
    const { account } = timer;
    const context = engineContext(account);
    const again = timer.wakeAt < this.since;
    if (timer.kind === 'reminder') {
      const { fired, position } = await this.reminders.fire(context, timer.reminderId, again);
      return { woken: fired, position };
    }
    const behind = (): Promise<void> => this.pace.following(account);
    const waking = { again, ahead: ahead ?? undefined, behind };
    const { resumed, position } = await this.runner.resume(context, timer.runId, timer.waitId, waking);
    return { woken: resumed, position };
  }

  private async failure({ key, timer }: Upcoming, error: unknown): Promise<string> {
    const code = error instanceof DomainError || error instanceof StoreUnavailable ? error.code : 'internal_error';
    if (NOT_YET.has(code)) {
      this.backoff.rest(key);
      return code;
    }
    const tries = this.backoff.failed(key);
    await this.log.work('a timer could not be woken', streamOf(timer), { key, tries }, error);
    return code;
  }
}

const streamOf = (timer: WakingTimer): string =>
  timer.kind === 'wait' ? runStream(timer.runId) : reminderStream(timer.reminderId);
