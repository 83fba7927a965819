import { SHARDS, laneOf } from '../../../projections/shard';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import type { ReadModels } from '../projecting/read-models';

export const TIMER_KINDS = ['wait', 'reminder'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export interface DueTimers {
  /** Of a shard counted up to a limit. */
  readonly count: number;
  /** How long ago the first of them fell due, in milliseconds; 0 when none is due. */
  readonly overdueMs: number;
}

/**
 * The timers of a kind whose time has come and that were not woken yet, as the read model has them; none while it is folded
 * from the beginning and holds those that were woken long ago.
 * @param most of each shard: whoever has more has a problem of another kind
 */
export async function dueTimers(
  { dueWaits, progress }: Pick<ReadModels, 'dueWaits' | 'progress'>,
  kind: TimerKind,
  clock: Clock,
  most: number,
): Promise<DueTimers> {
  if (!progress.isWhole([dueWaits.shape.name])) return { count: 0, overdueMs: 0 };
  const now = clock.now();
  const before = isoTime(now + 1);
  const find = (shard: string) => dueWaits.find({ index: 'due', equals: [laneOf(kind, shard)], before, limit: most });
  const shards = await Promise.all(SHARDS.map(find));
  const overdue = shards.flatMap(([first]) => (first === undefined ? [] : [now - Date.parse(first.document.wakeAt)]));
  return { count: shards.flat().length, overdueMs: Math.max(0, ...overdue) };
}
