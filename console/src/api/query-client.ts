import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';
import { beginning } from './client';
import { BEHIND_MS, FRESH_MS, isKept, lagOf } from './lag';
import { Live } from './live';
import { runsSeen } from './runs-seen';
import type { Run } from './runs-seen';

/** What may be otherwise a moment later. */
const PASSING = ['unreachable', 'read_model_behind', 'store_unavailable'];
const RETRIES = 3;
/** How often it is looked how far what is folded from the ledger has got, in milliseconds. */
const FOLDED_MS = 2_000;
/** Figures and lists are read anew this long after a run changed, in milliseconds: many changes are one reading. */
const SETTLE_MS = 1_000;

/** It takes minutes rather than moments, and the answer says how far it is. */
const isFolded = (error: unknown): boolean => error instanceof Problem && typeof error.details['progress'] === 'number';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) =>
        count < RETRIES && error instanceof Problem && PASSING.includes(error.code) && !isFolded(error),
      refetchInterval: ({ state, queryKey }) => {
        if (isFolded(state.error)) return FOLDED_MS;
        return lagOf(state.data) > FRESH_MS && !isKept(queryKey) && BEHIND_MS;
      },
      retryDelay: (count) => 400 * 2 ** count,
    },
    mutations: { retry: false },
  },
});

/**
 * What is counted over runs, or lists them, by the first part of a query's key. A list that is being read is not changed by
 * it: its newest page is asked for beside it, as `newer`.
 */
const OVER_RUNS = ['figures', 'contact', 'newer'];

/** A run changed since the last reading. */
let isDue = false;
let isCounting = false;

/** One reading after another: were each change to begin anew what is being read, a busy service would never be read to its end. */
async function countAnew(): Promise<void> {
  isDue = true;
  if (isCounting) return;
  isCounting = true;
  while (isDue) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    isDue = false;
    await Promise.all(OVER_RUNS.map((shown) => queryClient.invalidateQueries({ queryKey: [shown] })));
  }
  isCounting = false;
}

export const live = new Live(
  {
    run(data) {
      const run = JSON.parse(data) as Run;
      runsSeen.see(run);
      void queryClient.invalidateQueries({ queryKey: ['run', run.runId] });
      void countAnew();
    },
    reset() {
      void queryClient.invalidateQueries();
    },
  },
  beginning,
);
