import { countsByDay, dayKeys, lastDays } from './local-days';
import type { CountedBy, DayCounts } from './local-days';
import type { OverviewStats, WorkflowTotals } from '../../projections/overview-stats';
import type { WorkflowDay } from '../../projections/overview-stats.day';
import type { ReadModel } from '../ports/read-store';

/** Of the runs that completed or failed; null when there are none. */
export const successRate = ({ completed, failed }: { completed: number; failed: number }): number | null =>
  completed + failed === 0 ? null : completed / (completed + failed);

export interface Overview {
  readonly totals: WorkflowTotals | null;
  readonly days: readonly DayCounts[];
}

/** The totals and last 30 local days of several workflows, in one read. */
export async function overviewsOf(
  stats: ReadModel<OverviewStats>,
  workflowIds: readonly string[],
  now: number,
  timezone: string,
  by: CountedBy,
): Promise<ReadonlyMap<string, Overview>> {
  const days = lastDays(now, timezone);
  const keysOf = new Map(workflowIds.map((id) => [id, dayKeys(id, days)]));
  const documents = await stats.get([...workflowIds, ...[...keysOf.values()].flat()]);
  const documentOf = (key: string): OverviewStats | undefined => documents.get(key)?.document;
  return new Map(
    [...keysOf].map(([id, keys]) => {
      const totals = documentOf(id);
      const workflowDays = keys.map(documentOf).filter((document): document is WorkflowDay => document?.kind === 'day');
      return [id, { totals: totals?.kind === 'totals' ? totals : null, days: countsByDay(workflowDays, days, by) }];
    }),
  );
}
