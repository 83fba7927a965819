import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../api/client';

/** The channels without a provider: another one takes another start of the service. */
export const channelsKept = queryOptions({
  queryKey: ['outbox', 'channels'],
  queryFn: async ({ signal }) =>
    (await answered(api.GET('/api/automations/outbox', { params: { query: { limit: 1 } }, signal }))).channels,
});
