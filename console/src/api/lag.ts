import { notifyManager, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** What is shown may be so old, in milliseconds, and is live. */
export const FRESH_MS = 60_000;
/** How often what was behind the ledger is read anew, in milliseconds. */
export const BEHIND_MS = 5_000;

interface Answer {
  readonly asOf?: { readonly lagMs: number };
  /** Of a list that is read page by page. */
  readonly pages?: readonly Answer[];
}

/** How far behind the ledger an answer was when it was given, in milliseconds; 0 where it says nothing of that. */
export function lagOf(data: unknown): number {
  if (typeof data !== 'object' || data === null) return 0;
  const { asOf, pages = [] } = data as Answer;
  return Math.max(asOf?.lagMs ?? 0, ...pages.map(lagOf));
}

/** Of a list in which nothing moves by itself it is asked beside it, as `newer`, how old it is. */
export const isKept = (queryKey: readonly unknown[]): boolean => queryKey[0] === 'runs';

/** How far behind the ledger that is what the page shows, in milliseconds. */
export function useLag(): number {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (changed) => cache.subscribe(notifyManager.batchCalls(changed)),
    () => {
      const shown = cache.findAll({ type: 'active', predicate: ({ queryKey }) => !isKept(queryKey) });
      return Math.max(0, ...shown.map(({ state }) => lagOf(state.data)));
    },
  );
}
