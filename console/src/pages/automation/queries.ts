import { queryOptions, useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import type { components } from '../../api/schema';

export type Workflow = components['schemas']['Workflow'];
export type Overview = components['schemas']['Overview'];

/** An automation with its figures. */
export const workflowOf = (workflowId: string) =>
  queryOptions({
    queryKey: ['figures', 'automation', workflowId],
    queryFn: ({ signal }) =>
      answered(api.GET('/api/automations/workflows/{id}', { params: { path: { id: workflowId } }, signal })),
  });

/** Its last 30 days; a run counts on the day it started, so that the list of runs, which goes by that, agrees. */
export const useOverview = (workflowId: string) =>
  useQuery({
    queryKey: ['figures', 'overview', workflowId],
    queryFn: ({ signal }) => {
      const params = { path: { id: workflowId }, query: { by: 'started' as const } };
      return answered(api.GET('/api/automations/workflows/{id}/overview', { params, signal }));
    },
  });
