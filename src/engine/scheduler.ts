import type { DueWait } from '../../projections/due-waits';
import { SHARDS } from '../../projections/shard';
import type { Clock } from '../kernel/clock';
import { isoTime } from '../kernel/clock';
import { DomainError, messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';
import type { Position } from '../kernel/message';
import { START, latest } from '../kernel/message';
import type { ReadModel } from '../ports/read-store';
import { engineContext } from './command-context';
import { findDue } from './due-lanes';
import type { HeldShards } from './due-lanes';
import { inParallel } from './in-parallel';
import type { ProjectionProgress } from './projection-progress';
import type { Reminders } from './reminders';
import type { Runner } from './runner';

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

/**
 * Wakes what is due, oldest first. It finds timers in a read model and holds none itself: a wait is in its run's stream,
 * a reminder in its own, and their deciders say whether the time has come. Being late, early or doubled here does no harm.
 */
export class Scheduler {
  constructor(
    private readonly dueWaits: ReadModel<DueWait>,
    private readonly progress: ProjectionProgress,
    private readonly runner: Runner,
    private readonly reminders: Reminders,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly shards: HeldShards,
  ) {}

  /** Passes until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let woken = 0;
      try {
        const shards = this.shards.held();
        woken = (await this.resumeDue(null, PASS_LIMIT, shards)).resumed;
        woken += (await this.fireReminders(null, PASS_LIMIT, shards)).fired;
      } catch (error) {
        this.log.error('a pass over due timers failed', { error: messageOf(error) });
      }
      await this.clock.sleep(woken >= PASS_LIMIT ? PASS_MS : POLL_MS, signal);
    }
  }

  /** @param account null: of all accounts */
  async resumeDue(account: string | null, limit: number, shards = SHARDS): Promise<WokenRuns> {
    const failed: { runId: string; code: string }[] = [];
    let resumed = 0;
    await this.forEachDue('wait', { account, limit, shards }, async (timer) => {
      if (timer.kind !== 'wait') return START;
      try {
        const answer = await this.runner.resume(engineContext(timer.account), timer.runId, timer.waitId);
        if (answer.resumed) resumed += 1;
        return answer.position;
      } catch (error) {
        failed.push({ runId: timer.runId, code: this.codeOf(error, { runId: timer.runId }) });
        return START;
      }
    });
    return { resumed, failed };
  }

  /** @param account null: of all accounts */
  async fireReminders(account: string | null, limit: number, shards = SHARDS): Promise<FiredReminders> {
    const failed: { reminderId: string; code: string }[] = [];
    let fired = 0;
    await this.forEachDue('reminder', { account, limit, shards }, async (timer) => {
      if (timer.kind !== 'reminder') return START;
      const { reminderId } = timer;
      try {
        const answer = await this.reminders.fire(engineContext(timer.account), reminderId);
        if (answer.fired) fired += 1;
        return answer.position;
      } catch (error) {
        failed.push({ reminderId, code: this.codeOf(error, { reminderId }) });
        return START;
      }
    });
    return { fired, failed };
  }

  private async forEachDue(
    kind: DueWait['kind'],
    { account, limit, shards }: { account: string | null; limit: number; shards: readonly string[] },
    wake: (timer: DueWait) => Promise<Position>,
  ): Promise<void> {
    const before = isoTime(this.clock.now() + 1);
    const due = await findDue(this.dueWaits, shards, kind, { account, before, limit });
    let furthest = START;
    await inParallel(due, WIDTH, async ({ document }) => {
      furthest = latest(furthest, await wake(document));
    });
    await this.progress.reached([this.dueWaits.shape.name], furthest, CATCH_UP_MS);
  }

  private codeOf(error: unknown, fields: object): string {
    if (error instanceof DomainError) return error.code;
    this.log.error('a timer could not be woken', { ...fields, error: messageOf(error) });
    return 'internal_error';
  }
}
