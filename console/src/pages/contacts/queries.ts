import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import type { components } from '../../api/schema';

export type FoundContact = components['schemas']['ContactPage']['items'][number];

/**
 * Contacts by the beginning of a word of the name, of the email, of the phone's digits, or by their id.
 * @param orLatest whether a search for nothing finds those of the latest runs, and not nobody
 */
export const useContacts = (search: string, orLatest = false) =>
  useInfiniteQuery({
    queryKey: orLatest && search === '' ? ['figures', 'contacts'] : ['contacts', search],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(search === '' ? {} : { search }), ...(pageParam === null ? {} : { cursor: pageParam }) };
      return answered(api.GET('/api/automations/contacts', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: orLatest || search !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
