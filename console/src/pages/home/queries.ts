import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import { problemOf, unreachable } from '../../api/problem';
import { runsSeen } from '../../api/runs-seen';
import type { Run } from '../../api/runs-seen';
import type { components } from '../../api/schema';
import { serviceNow } from '../../words/clock';
import { MEANINGS } from '../../words/codes';

type ErrorCode = NonNullable<Run['error']>['code'];
export type Readiness = components['schemas']['Readiness'];

const DAY_MS = 86_400_000;
/** So many of the newest failed runs are looked at. */
const LOOKED_AT = 200;

export interface FailedRuns {
  readonly code: string;
  readonly runs: readonly Run[];
}

/** What failed within a day, by error, the most first. */
export const useFailedRuns = () =>
  useQuery({
    queryKey: ['figures', 'failed'],
    queryFn: async ({ signal }) => {
      const query = { status: ['failed' as const], limit: LOOKED_AT };
      const { items, nextCursor } = await answered(api.GET('/api/automations/runs', { params: { query }, signal }));
      const since = new Date(serviceNow() - DAY_MS).toISOString();
      const failed = items
        .map((run) => runsSeen.see(run))
        .filter(({ finishedAt }) => finishedAt !== null && finishedAt >= since);
      return { since, groups: byError(failed), isAll: nextCursor === null || failed.length < items.length };
    },
  });

function byError(runs: readonly Run[]): readonly FailedRuns[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const code = run.error?.code ?? 'engine_error';
    groups.set(code, [...(groups.get(code) ?? []), run]);
  }
  return [...groups].map(([code, of]) => ({ code, runs: of })).sort((a, b) => b.runs.length - a.runs.length);
}

/** The codes that a run can go on after. */
const CODES = Object.keys(MEANINGS).filter((code) => code !== 'engine_error') as ErrorCode[];
const ACTIVE = ['running', 'waiting', 'paused'] as const;
/** How often it is counted, in milliseconds: it is asked for each error by itself. */
const COUNT_MS = 30_000;

export interface GoingOn {
  readonly code: string;
  readonly count: number;
  /** There are more, which were not counted. */
  readonly hasMore: boolean;
}

/** Active runs that a failed step did not end, by error. */
export const useGoingOn = () =>
  useQuery({
    queryKey: ['going-on'],
    queryFn: async ({ signal }): Promise<readonly GoingOn[]> => {
      const counts = CODES.map(async (errorCode) => {
        const query = { status: [...ACTIVE], errorCode, limit: LOOKED_AT };
        const { items, nextCursor } = await answered(api.GET('/api/automations/runs', { params: { query }, signal }));
        return { code: errorCode, count: items.length, hasMore: nextCursor !== null };
      });
      return (await Promise.all(counts)).filter(({ count }) => count > 0);
    },
    refetchInterval: COUNT_MS,
  });

/** What the service says of itself to everybody; not ready is an answer too. */
export const useReadiness = () =>
  useQuery({
    queryKey: ['figures', 'readiness'],
    queryFn: async ({ signal }): Promise<Readiness> => {
      const response = await fetch('/health/ready', { signal }).catch(() => {
        throw unreachable();
      });
      const body: unknown = await response.json().catch(() => null);
      if (response.ok) return body as Readiness;
      const problem = problemOf(response.status, body);
      const { reasons } = problem.details as { readonly reasons?: string[] };
      if (reasons === undefined) throw problem;
      return { status: 'degraded', version: '', reasons };
    },
    refetchInterval: 30_000,
  });

/** For admins: what is wrong with the service, and what to do. */
export const useDiagnosis = (enabled: boolean) =>
  useQuery({
    queryKey: ['figures', 'diagnosis'],
    queryFn: ({ signal }) => answered(api.GET('/api/admin/diagnosis', { signal })),
    enabled,
  });
