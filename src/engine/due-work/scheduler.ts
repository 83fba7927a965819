import { heldKind } from '../../../projections/due-waits';
import type { DueWait, HeldReminders, ReminderTimer, RunWait } from '../../../projections/due-waits';
import { SHARDS } from '../../../projections/shard';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { DomainError, messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Position } from '../../kernel/message';
import { START, latest } from '../../kernel/message';
import { StoreUnavailable, isOutage } from '../../ports/availability';
import type { Meter } from '../../ports/meter';
import type { ReadModel, Stored } from '../../ports/read-store';
import { Backoff } from './backoff';
import { engineContext } from '../../kernel/command-context';
import { findDueNow } from './due-work';
import type { HeldShards } from './due-work';
import { inParallel } from '../../kernel/in-parallel';
import type { ProjectionProgress } from '../projecting/projection-progress';
import type { Reminders } from '../enrolling/reminders';
import type { Runner } from '../running/runner';

export interface WokenRuns {
  readonly resumed: number;
  readonly failed: readonly { readonly runId: string; readonly code: string }[];
}

export interface FiredReminders {
  readonly fired: number;
  readonly failed: readonly { readonly reminderId: string; readonly code: string }[];
}

/** Timers woken in one pass, and at most one full pass in PASS_MS: the bound on the rate after downtime. */
const PASS_LIMIT = 200;
const PASS_MS = 100;
/** How late a timer may be noticed. */
const POLL_MS = 250;
const WIDTH = 16;
/** How long a pass waits for the read model to see what it did, so that the next one does not find it again. */
const CATCH_UP_MS = 5_000;
/** Refusals that say how things stand; whatever else a timer meets may go on for ever. */
const NOT_YET: ReadonlySet<string> = new Set(['run_paused', 'wake_time_not_reached']);

interface DueRange {
  /** Null: of all accounts. */
  readonly account: string | null;
  readonly limit: number;
  readonly shards: readonly string[];
}

/**
 * Wakes what is due, oldest first. It finds timers in a read model and holds none itself: a wait is in its run's stream,
 * a reminder in its own, and their deciders say whether the time has come. Being late, early or doubled here does no harm.
 */
export class Scheduler {
  private readonly backoff: Backoff;
  /** What was due before may have been tried by a process that ended by it. */
  private readonly since: string;

  constructor(
    private readonly dueWaits: ReadModel<DueWait>,
    private readonly progress: ProjectionProgress,
    private readonly runner: Runner,
    private readonly reminders: Reminders,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly shards: HeldShards,
    private readonly meter: Pick<Meter, 'woke'>,
  ) {
    this.backoff = new Backoff(clock);
    this.since = isoTime(clock.now());
  }

  /** Passes until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let woken = 0;
      try {
        const shards = this.shards.held();
        woken = (await this.resumeDue(null, PASS_LIMIT, shards)).resumed;
        woken += (await this.fireReminders(null, PASS_LIMIT, shards)).fired;
      } catch (error) {
        if (!isOutage(error)) this.log.error('a pass over due timers failed', { error: messageOf(error) });
      }
      await this.clock.sleep(woken >= PASS_LIMIT ? PASS_MS : POLL_MS, signal);
    }
  }

  /** @param account null: of all accounts */
  async resumeDue(account: string | null, limit: number, shards = SHARDS): Promise<WokenRuns> {
    const due = await this.due<RunWait>('wait', { account, limit, shards });
    const { woken, failed } = await this.wake(due, async (timer) => {
      const answer = await this.runner.resume(
        engineContext(timer.account),
        timer.runId,
        timer.waitId,
        timer.wakeAt < this.since,
      );
      return { woken: answer.resumed, position: answer.position };
    });
    return { resumed: woken, failed: failed.map(({ timer: { runId }, code }) => ({ runId, code })) };
  }

  /** @param account null: of all accounts */
  async fireReminders(account: string | null, limit: number, shards = SHARDS): Promise<FiredReminders> {
    const range = { account, limit, shards };
    const due = [...(await this.released(range)), ...(await this.due<ReminderTimer>('reminder', range))];
    const { woken, failed } = await this.wake(due, async (timer) => {
      const again = timer.wakeAt < this.since;
      const answer = await this.reminders.fire(engineContext(timer.account), timer.reminderId, again);
      return { woken: answer.fired, position: answer.position };
    });
    return { fired: woken, failed: failed.map(({ timer: { reminderId }, code }) => ({ reminderId, code })) };
  }

  /** Reminders that fell due while their workflow was paused, which it is no more. */
  private async released(range: DueRange): Promise<readonly Stored<ReminderTimer>[]> {
    const workflows = await this.due<HeldReminders>('held', range);
    const reminders = workflows.map(({ document: { workflowId } }) =>
      this.due<ReminderTimer>(heldKind(workflowId), { ...range, shards: SHARDS }),
    );
    return (await Promise.all(reminders)).flat().slice(0, range.limit);
  }

  private async due<Timer extends DueWait>(
    kind: string,
    { account, limit, shards }: DueRange,
  ): Promise<readonly Stored<Timer>[]> {
    const before = isoTime(this.clock.now() + 1);
    const mayTry = (key: string): boolean => this.backoff.mayTry(key);
    const due = await findDueNow(this.dueWaits, shards, kind, { account, before, limit }, mayTry);
    return due as readonly Stored<Timer>[];
  }

  private async wake<Timer extends DueWait>(
    due: readonly Stored<Timer>[],
    wakeOne: (timer: Timer) => Promise<{ woken: boolean; position: Position }>,
  ): Promise<{ woken: number; failed: readonly { timer: Timer; code: string }[] }> {
    const failed: { timer: Timer; code: string }[] = [];
    let woken = 0;
    let furthest = START;
    await inParallel(due, WIDTH, async ({ key, document: timer }) => {
      try {
        const answer = await wakeOne(timer);
        if (answer.woken) {
          woken += 1;
          if (timer.kind !== 'held') this.meter.woke(timer.kind, (this.clock.now() - Date.parse(timer.wakeAt)) / 1_000);
        }
        furthest = latest(furthest, answer.position);
        this.backoff.succeeded(key);
      } catch (error) {
        failed.push({ timer, code: this.failure(key, error) });
      }
    });
    await this.progress.reached([this.dueWaits.shape.name], furthest, CATCH_UP_MS);
    return { woken, failed };
  }

  private failure(key: string, error: unknown): string {
    const code = error instanceof DomainError || error instanceof StoreUnavailable ? error.code : 'internal_error';
    if (NOT_YET.has(code)) return code;
    const tries = this.backoff.failed(key);
    if (!isOutage(error)) this.log.error('a timer could not be woken', { key, tries, error: messageOf(error) });
    return code;
  }
}
