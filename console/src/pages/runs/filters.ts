import type { Run } from '../../api/runs-seen';
import { isDay, nextDay, startOfDay } from '../../words/zones';

/** As they stand in the address: days of the account's zone, statuses with commas between, `ended` the time since which. */
export const FILTERS = ['status', 'contact', 'from', 'to', 'errorCode', 'ended'] as const;
export type Filters = Readonly<Record<(typeof FILTERS)[number], string>>;

export const STATUSES = ['running', 'waiting', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof STATUSES)[number];

export const statusesOf = ({ status }: Pick<Filters, 'status'>): readonly RunStatus[] =>
  STATUSES.filter((one) => status.split(',').includes(one));

export const isFiltered = (filters: Filters): boolean => FILTERS.some((name) => filters[name] !== '');

/** What the API is asked. @param timezone in which the days are */
export function queryOf(filters: Filters, timezone: string, workflowId: string | null) {
  const status = statusesOf(filters);
  const contact = filters.contact.trim();
  return {
    ...(workflowId === null ? {} : { workflowId }),
    ...(status.length === 0 ? {} : { status: [...status] }),
    ...(contact === '' ? {} : { contact }),
    ...(isDay(filters.from) ? { from: new Date(startOfDay(filters.from, timezone)).toISOString() } : {}),
    ...(isDay(filters.to) ? { to: new Date(startOfDay(nextDay(filters.to), timezone)).toISOString() } : {}),
    ...(filters.errorCode === '' ? {} : { errorCode: filters.errorCode as ErrorCode }),
  };
}

/** Which of them are shown: the API has runs by when they began, those that ended since a time are found here. */
export function shownBy({ ended }: Pick<Filters, 'ended'>): (run: Pick<Run, 'finishedAt'>) => boolean {
  const since = Date.parse(ended);
  if (Number.isNaN(since)) return () => true;
  return ({ finishedAt }) => finishedAt !== null && Date.parse(finishedAt) >= since;
}

type ErrorCode = NonNullable<Run['error']>['code'];
export type RunQuery = ReturnType<typeof queryOf>;

interface Started {
  readonly runId: string;
  readonly startedAt: string;
}

/**
 * How many runs of the newest page a list does not have yet. Runs that are older than the list reaches do not count: a list
 * from which runs went lets older ones into its first page.
 *
 * @param isWhole the list has all there were
 */
export function countNewer(newest: readonly Started[], listed: readonly Started[], isWhole: boolean): number {
  const known = new Set(listed.map(({ runId }) => runId));
  const reach = isWhole ? '' : (listed.at(-1)?.startedAt ?? '');
  return newest.filter(({ runId, startedAt }) => !known.has(runId) && startedAt >= reach).length;
}
