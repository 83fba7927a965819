import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import type { components } from '../../api/schema';

export type Hook = components['schemas']['Hook'];
export type HookBody = components['schemas']['HookBody'];
export type HookCall = components['schemas']['HookCall'];

const SHOWN = 200;

export const useHooks = () =>
  useQuery({
    queryKey: ['hooks'],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/automations/hooks', { params: { query: { limit: SHOWN } }, signal })),
  });

/** The last calls of a hook, by its id. */
export const useCalls = (hookId: string, enabled: boolean) =>
  useQuery({
    queryKey: ['hooks', hookId, 'calls'],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/automations/hooks/{token}/calls', { params: { path: { token: hookId } }, signal })),
    enabled,
    refetchInterval: 5_000,
  });

export function useOpenHook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: HookBody) => answered(api.POST('/api/automations/hooks', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['hooks'] }),
  });
}

export function useCloseHook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hookId: string) =>
      answered(api.DELETE('/api/automations/hooks/{token}', { params: { path: { token: hookId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['hooks'] }),
  });
}
