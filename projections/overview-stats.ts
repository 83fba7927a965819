import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import { countInDay, dayKeysOf } from './overview-stats.day';
import type { RunCounted, WorkflowDay } from './overview-stats.day';

export type OverviewStats = WorkflowTotals | WorkflowDay;

/** Of all time; key: the workflowId. */
export interface WorkflowTotals {
  readonly kind: 'totals';
  readonly account: string;
  readonly workflowId: string;
  readonly totalRuns: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly active: number;
  /** The start of the most recent run. ISO 8601. */
  readonly lastRunAt: string;
}

const concerns = concerning('RunStarted', 'RunCompleted', 'RunFailed', 'RunCancelled');

export const overviewStats: Projection<OverviewStats, DomainEvent> = {
  name: 'overview-stats',
  version: 1,
  types: concerns.types,
  indexes: {},

  keys: (event) => (concerns(event) ? [event.data.workflowId, ...dayKeysOf(event)] : NO_KEYS),

  fold(document, event, key) {
    if (!concerns(event)) return document;
    if (key === event.data.workflowId) return countInTotals(document?.kind === 'totals' ? document : null, event);
    return countInDay(document?.kind === 'day' ? document : null, event, key);
  },
};

function countInTotals(before: WorkflowTotals | null, event: RunCounted): WorkflowTotals {
  const { workflowId, startedAt } = event.data;
  const totals = before ?? noRuns(event.metadata.account, workflowId, startedAt);
  const active = totals.active - 1;
  switch (event.type) {
    case 'RunStarted': {
      const lastRunAt = startedAt > totals.lastRunAt ? startedAt : totals.lastRunAt;
      return { ...totals, totalRuns: totals.totalRuns + 1, active: totals.active + 1, lastRunAt };
    }
    case 'RunCompleted':
      return { ...totals, active, completed: totals.completed + 1 };
    case 'RunFailed':
      return { ...totals, active, failed: totals.failed + 1 };
    case 'RunCancelled':
      return { ...totals, active, cancelled: totals.cancelled + 1 };
  }
}

const noRuns = (account: string, workflowId: string, lastRunAt: string): WorkflowTotals => ({
  kind: 'totals',
  account,
  workflowId,
  totalRuns: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  active: 0,
  lastRunAt,
});
