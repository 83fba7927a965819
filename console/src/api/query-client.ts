import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';
import { beginning } from './client';
import { Live } from './live';
import { runsSeen } from './runs-seen';
import type { Run } from './runs-seen';

/** What may be otherwise a moment later. */
const PASSING = ['unreachable', 'read_model_behind', 'store_unavailable'];
const RETRIES = 3;
/** Figures and lists are read anew this long after a run changed, in milliseconds: many changes are one reading. */
const SETTLE_MS = 1_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => count < RETRIES && error instanceof Problem && PASSING.includes(error.code),
      retryDelay: (count) => 400 * 2 ** count,
    },
    mutations: { retry: false },
  },
});

/**
 * The first part of a query's key says what it shows. `run`: one run, by its id, read anew when that run changes; `runs`: a
 * list that says by itself that there is more; `figures`: whatever is counted over runs.
 */
export type Shows = 'run' | 'runs' | 'figures' | 'contact' | 'workflow' | 'workflows' | 'settings';

let settling: ReturnType<typeof setTimeout> | null = null;

function countAnew(): void {
  settling ??= setTimeout(() => {
    settling = null;
    for (const shown of ['figures', 'contact', 'newer'] as const)
      void queryClient.invalidateQueries({ queryKey: [shown] });
  }, SETTLE_MS);
}

export const live = new Live(
  {
    run(data) {
      const run = JSON.parse(data) as Run;
      runsSeen.see(run);
      void queryClient.invalidateQueries({ queryKey: ['run', run.runId] });
      countAnew();
    },
    reset() {
      void queryClient.invalidateQueries();
    },
  },
  beginning,
);
