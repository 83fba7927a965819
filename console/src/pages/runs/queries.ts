import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answered, api } from '../../api/client';
import { runsSeen, useLatest } from '../../api/runs-seen';
import type { Run } from '../../api/runs-seen';
import type { components } from '../../api/schema';
import { countNewer } from './filters';
import type { RunQuery } from './filters';

type RunPage = components['schemas']['RunPage'];

const PAGE = 100;
/** What was read so long ago has the newest runs, in milliseconds; of those that come later the stream tells. */
const FRESH_MS = 1_000;

async function pageOf(query: RunQuery, cursor: string | null, signal: AbortSignal): Promise<RunPage> {
  const asked = { ...query, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
  const page = await answered(api.GET('/api/automations/runs', { params: { query: asked }, signal }));
  for (const run of page.items) runsSeen.see(run);
  return page;
}

interface Runs {
  readonly runs: readonly Run[];
  readonly isLoading: boolean;
  /** The runs are those of the filters before. */
  readonly isPast: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly hasMore: boolean;
  readonly more: () => void;
  /** How many have come since the list was read. */
  readonly newer: number;
  readonly showNewer: () => void;
}

/** Newest first, a page after the other. What comes later waits beside the list: nothing in it moves by itself. */
export function useRuns(query: RunQuery | null, isShown: (run: Run) => boolean): Runs {
  const client = useQueryClient();
  const key = ['runs', query] as const;
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => pageOf(query ?? {}, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: query !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const { data, hasNextPage, isPlaceholderData, isFetchingNextPage, fetchNextPage, error, isPending } = list;
  const listed = data?.pages.flatMap(({ items }) => items.filter(isShown)) ?? [];
  const newest = useQuery({
    queryKey: ['newer', ...key],
    queryFn: ({ signal }) => pageOf(query ?? {}, null, signal),
    enabled: data !== undefined && !isPlaceholderData,
    initialData: () => (isPlaceholderData ? undefined : data?.pages[0]),
    initialDataUpdatedAt: list.dataUpdatedAt,
    staleTime: FRESH_MS,
  });
  const isLookedFor = listed.length === 0 && hasNextPage;
  useEffect(() => {
    if (isLookedFor && !isFetchingNextPage) void fetchNextPage();
  }, [isLookedFor, isFetchingNextPage, fetchNextPage]);
  return {
    runs: useLatest(listed),
    isLoading: isPending || isLookedFor,
    isPast: isPlaceholderData,
    error: data === undefined ? error : null,
    retry: () => void list.refetch(),
    hasMore: hasNextPage,
    more: () => {
      if (!isFetchingNextPage) void fetchNextPage();
    },
    newer: isPlaceholderData ? 0 : countNewer(newest.data?.items.filter(isShown) ?? [], listed, !hasNextPage),
    showNewer: () => {
      if (newest.data === undefined) return;
      const fresh: InfiniteData<RunPage, string | null> = { pages: [newest.data], pageParams: [null] };
      client.setQueryData(key, fresh);
    },
  };
}

/** The zone that an account counts its days in; null until it is known. */
export function useAccountZone(): string | null {
  const { data } = useQuery({
    queryKey: ['settings', 'timezone'],
    queryFn: async ({ signal }) => (await answered(api.GET('/api/automations/settings', { signal }))).timezone,
    staleTime: Infinity,
  });
  return data ?? null;
}
