import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import type { components } from '../../api/schema';

export type Projection = components['schemas']['ListedProjection'];
export type Verification = components['schemas']['Verification'];

const WORKING_MS = 1_000;
const IDLE_MS = 10_000;

/** All of them; looked at every second while one is built, and now and then otherwise. */
export const useProjections = () =>
  useQuery({
    queryKey: ['projections'],
    queryFn: ({ signal }) => answered(api.GET('/api/admin/projections', { signal })),
    refetchInterval: ({ state }) =>
      state.data?.items.some(
        ({ rebuild, status }) => rebuild !== null || status === 'upgrading' || status === 'folding',
      )
        ? WORKING_MS
        : IDLE_MS,
  });

export type Change = 'rebuild' | 'rollback' | 'pause' | 'resume';

export function useChange(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => {
      const path = { params: { path: { name } } };
      switch (change) {
        case 'rebuild':
          return answered(api.POST('/api/admin/projections/{name}/rebuild', path));
        case 'rollback':
          return answered(api.POST('/api/admin/projections/{name}/rollback', path));
        case 'pause':
          return answered(api.POST('/api/admin/projections/{name}/pause', path));
        case 'resume':
          return answered(api.POST('/api/admin/projections/{name}/resume', path));
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['projections'] }),
  });
}

/** What a verification found, and how far one is that runs. */
export const useVerification = (name: string) =>
  useQuery({
    queryKey: ['verification', name],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/admin/projections/{name}/verify', { params: { path: { name } }, signal })),
    refetchInterval: ({ state }) => (state.data?.running == null ? false : WORKING_MS),
  });

/** @param repair the key of a document to be folded anew; all are compared without one */
export function useVerify(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (repair: string | null) =>
      answered(
        api.POST('/api/admin/projections/{name}/verify', {
          params: { path: { name } },
          ...(repair === null ? {} : { body: { repair } }),
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['verification', name] }),
  });
}
