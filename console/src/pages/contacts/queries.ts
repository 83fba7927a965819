import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import type { Run } from '../../api/runs-seen';

const RUNS = 100;

export interface FoundContact {
  readonly contact: Run['contact'];
  readonly lastRunAt: string;
}

/** Contacts that were in a run, by the beginning of a word of the name, of the email, of the phone's digits, or their id. */
export const useContacts = (search: string) =>
  useQuery({
    queryKey: ['contacts', search],
    queryFn: async ({ signal }) => {
      const query = { contact: search, limit: RUNS };
      const { items } = await answered(api.GET('/api/automations/runs', { params: { query }, signal }));
      const found = new Map<string, FoundContact>();
      for (const { contact, startedAt } of items)
        if (!found.has(contact.id)) found.set(contact.id, { contact, lastRunAt: startedAt });
      return { items: [...found.values()] };
    },
    enabled: search !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
