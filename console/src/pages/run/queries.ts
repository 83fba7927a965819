import { queryOptions, useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import { Problem } from '../../api/problem';
import { runsSeen, useShown } from '../../api/runs-seen';
import type { RunShown } from '../../api/runs-seen';

/** One run with its steps; never older than it was shown before. */
export const runWithSteps = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId],
    queryFn: async ({ signal }) => {
      const found = await answered(api.GET('/api/automations/runs/{id}', { params: { path: { id: runId } }, signal }));
      const newest = runsSeen.see(found);
      if (newest.revision > found.revision) throw new Problem(409, 'read_model_behind', 'The steps are catching up.');
      return found;
    },
  });

/** With the contact and data that it began with. */
export const runAsItBegan = (runId: string) =>
  queryOptions({
    queryKey: ['past', runId, 0],
    queryFn: ({ signal }) => {
      const params = { path: { id: runId }, query: { at: '0' } };
      return answered(api.GET('/api/automations/runs/{id}', { params, signal }));
    },
    staleTime: Infinity,
  });

interface Loaded extends RunShown {
  /** Why there is nothing to show. */
  readonly error: Error | null;
  readonly retry: () => void;
}

/** A run that is open on the page. */
export function useRun(runId: string): Loaded {
  const { data, error, refetch } = useQuery(runWithSteps(runId));
  const shown = useShown(runId, data);
  return { ...shown, error: shown.steps === null ? error : null, retry: () => void refetch() };
}
