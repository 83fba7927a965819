import type { DueWait } from '../../../projections/due-waits';
import { SHARDS, laneOf } from '../../../projections/shard';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import type { ReadModel } from '../../ports/read-store';

export const TIMER_KINDS = ['wait', 'reminder'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export interface DueTimers {
  /** Of a shard counted up to a limit. */
  readonly count: number;
  /** How long ago the first of them fell due, in milliseconds; 0 when none is due. */
  readonly overdueMs: number;
}

/**
 * The timers of a kind whose time has come and that were not woken yet, as the read model has them.
 * @param most of each shard: whoever has more has a problem of another kind
 */
export async function dueTimers(
  dueWaits: ReadModel<DueWait>,
  kind: TimerKind,
  clock: Clock,
  most: number,
): Promise<DueTimers> {
  const now = clock.now();
  const before = isoTime(now + 1);
  const find = (shard: string) => dueWaits.find({ index: 'due', equals: [laneOf(kind, shard)], before, limit: most });
  const shards = await Promise.all(SHARDS.map(find));
  const overdue = shards.flatMap(([first]) => (first === undefined ? [] : [now - Date.parse(first.document.wakeAt)]));
  return { count: shards.flat().length, overdueMs: Math.max(0, ...overdue) };
}
