import { useQueries, useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import { runsSeen } from '../../api/runs-seen';
import type { Run } from '../../api/runs-seen';
import type { components } from '../../api/schema';
import { runWithSteps } from '../run/queries';

export type ContactDetail = components['schemas']['ContactDetail'];

const RUNS = 50;
/** So many of the newest runs are looked into for what the contact got last. */
const LOOKED_INTO = 5;

export const useContact = (id: string) =>
  useQuery({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => answered(api.GET('/api/automations/contacts/{id}', { params: { path: { id } }, signal })),
  });

/** The newest runs of a contact. */
export const useRunsOfContact = (id: string) =>
  useQuery({
    queryKey: ['contact', id, 'runs'],
    queryFn: async ({ signal }) => {
      const page = await answered(
        api.GET('/api/automations/runs', { params: { query: { contactId: id, limit: RUNS } }, signal }),
      );
      return page.items.map((run) => runsSeen.see(run));
    },
  });

/** The steps of the newest of these runs, as far as they are there. */
export const useStepsOf = (runs: readonly Run[]) =>
  useQueries({
    queries: runs.slice(0, LOOKED_INTO).map(({ runId }) => runWithSteps(runId)),
    combine: (results) => ({
      runs: results.flatMap(({ data }) => (data === undefined ? [] : [data])),
      isPending: results.some(({ isPending }) => isPending),
    }),
  });
