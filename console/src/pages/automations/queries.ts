import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answered, api } from '../../api/client';
import type { components } from '../../api/schema';

export type Automation = components['schemas']['WorkflowItem'];

interface Listed {
  readonly items: readonly Automation[];
  /** Until the first page is there. */
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** All of them, a page after the other: they are few enough to be searched here. */
export function useAutomations(): Listed {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['figures', 'automations'],
    queryFn: ({ pageParam, signal }) =>
      answered(
        api.GET('/api/automations/workflows', {
          params: { query: { limit: 200, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    items: data?.pages.flatMap(({ items }) => items) ?? [],
    isLoading: isPending,
    error: data === undefined ? error : null,
    retry: () => void refetch(),
  };
}

/** The name of an automation by its id, as far as it is known by now. */
export function useAutomationNames(): (workflowId: string) => string {
  const { items } = useAutomations();
  const names = new Map(items.map(({ workflowId, name }) => [workflowId, name]));
  return (workflowId) => names.get(workflowId) ?? 'an automation';
}
