import type { DueWait } from '../../../projections/due-waits';
import { SHARDS } from '../../../projections/shard';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import type { ReadModel } from '../../ports/read-store';
import { findDue } from './due-work';

export const TIMER_KINDS = ['wait', 'reminder'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export interface DueTimers {
  /** At most `limit`. */
  readonly count: number;
  /** How long ago the first of them fell due, in milliseconds; 0 when none is due. */
  readonly overdueMs: number;
}

/** The timers of a kind whose time has come and that were not woken yet, as the read model has them. */
export async function dueTimers(
  dueWaits: ReadModel<DueWait>,
  kind: TimerKind,
  clock: Clock,
  limit: number,
): Promise<DueTimers> {
  const now = clock.now();
  const due = await findDue(dueWaits, SHARDS, kind, { account: null, before: isoTime(now + 1), limit });
  const first = due[0]?.document.wakeAt;
  return { count: due.length, overdueMs: first === undefined ? 0 : Math.max(0, now - Date.parse(first)) };
}
