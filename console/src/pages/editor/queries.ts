import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import type { Definition } from './definition';

/** A version that is saved. */
export interface Saved {
  readonly version: number;
  readonly definition: Definition;
}

const ANEW_MS = 20_000;
const EVENT_TYPES = 200;

/** The latest version; read anew now and then, since somebody else may save one. */
export const useLatestVersion = (workflowId: string | null) =>
  useQuery({
    queryKey: ['workflow', workflowId, 'latest'],
    queryFn: () => latestVersion(workflowId ?? ''),
    enabled: workflowId !== null,
    refetchInterval: ANEW_MS,
  });

export async function latestVersion(workflowId: string): Promise<Saved> {
  const found = await answered(api.GET('/api/automations/workflows/{id}', { params: { path: { id: workflowId } } }));
  return { version: found.version, definition: found.definition };
}

/**
 * @param over the version that it follows
 * @throws Problem `invalid_request` with what is wrong, by path; `version_conflict` when there is a later one by now
 */
export function saveDefinition(workflowId: string | null, definition: Definition, over: number | null) {
  if (workflowId === null) return answered(api.POST('/api/automations/workflows', { body: definition }));
  const params = { path: { id: workflowId }, query: over === null ? {} : { expectedVersion: over } };
  return answered(api.PUT('/api/automations/workflows/{id}', { params, body: definition }));
}

/** The types of events that came, with the fields that they had. */
export const useEventTypes = () =>
  useQuery({
    queryKey: ['event-types'],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/automations/event-types', { params: { query: { limit: EVENT_TYPES } }, signal })),
    staleTime: 60_000,
  });
