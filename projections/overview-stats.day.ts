import type { RecordedOf } from './event-filter';

/**
 * quarter: a quarter of an hour of a UTC day, 0 to 95. Every offset of a time zone is a multiple of it, so that the days
 *          of any zone are sums of whole quarters.
 */
export interface WorkflowDay {
  readonly kind: 'day';
  readonly account: string;
  readonly workflowId: string;
  /** In UTC, `2026-11-24`. */
  readonly date: string;
  /** Only those in which something happened. */
  readonly quarters: Readonly<Record<number, Quarter>>;
}

/** Runs that started or ended in this quarter, and how those that started in it have ended. */
export interface Quarter {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly completedByStart: number;
  readonly failedByStart: number;
}

export type RunCounted = RecordedOf<'RunStarted' | 'RunCompleted' | 'RunFailed' | 'RunCancelled'>;

export const QUARTER_MS = 15 * 60_000;

/** The key of a workflow's UTC day. */
export const dayKey = (workflowId: string, date: string): string => `${workflowId}/${date}`;

/** The keys of the days in which an event is counted. */
export const dayKeysOf = (event: RunCounted): readonly string[] => {
  const keys = countsOf(event).map(({ at }) => dayKey(event.data.workflowId, dateOf(at)));
  return keys[0] === keys[1] ? keys.slice(0, 1) : keys;
};

export function countInDay(before: WorkflowDay | null, event: RunCounted, key: string): WorkflowDay | null {
  const { workflowId } = event.data;
  return countsOf(event)
    .filter(({ at }) => dayKey(workflowId, dateOf(at)) === key)
    .reduce((day, { at, what }) => {
      const known = day ?? { kind: 'day', account: event.metadata.account, workflowId, date: dateOf(at), quarters: {} };
      const quarter = known.quarters[quarterOf(at)] ?? QUIET;
      return { ...known, quarters: { ...known.quarters, [quarterOf(at)]: { ...quarter, [what]: quarter[what] + 1 } } };
    }, before);
}

/** What an event counts as, and at which time (ISO 8601). */
function countsOf(event: RunCounted): readonly { readonly at: string; readonly what: keyof Quarter }[] {
  const { startedAt } = event.data;
  const { at } = event.metadata;
  switch (event.type) {
    case 'RunStarted':
      return [{ at: startedAt, what: 'started' }];
    case 'RunCompleted':
      return [
        { at, what: 'completed' },
        { at: startedAt, what: 'completedByStart' },
      ];
    case 'RunFailed':
      return [
        { at, what: 'failed' },
        { at: startedAt, what: 'failedByStart' },
      ];
    case 'RunCancelled':
      return [];
  }
}

const QUIET: Quarter = { started: 0, completed: 0, failed: 0, completedByStart: 0, failedByStart: 0 };

const dateOf = (at: string): string => at.slice(0, 10);
const quarterOf = (at: string): number => Number(at.slice(11, 13)) * 4 + Math.floor(Number(at.slice(14, 16)) / 15);
