import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { answered, api } from '../../api/client';
import type { Run } from '../../api/runs-seen';
import styles from './run.module.css';

/** The contact's run of this automation before, and the one after. */
export function Neighbours({ run }: { readonly run: Run }) {
  const { data: next } = useNext(run);
  if (run.previousRunId === null && (next === undefined || next === null)) return null;
  return (
    <nav className={styles.neighbours} aria-label="Runs of this contact">
      {run.previousRunId === null ? (
        <span />
      ) : (
        <Link href={`/runs/${run.previousRunId}`}>
          <ArrowLeft aria-hidden />
          The run before
        </Link>
      )}
      {next === undefined || next === null ? null : (
        <Link href={`/runs/${next}`}>
          The run after
          <ArrowRight aria-hidden />
        </Link>
      )}
    </nav>
  );
}

/** As many as one answer has: who has more runs of one automation since then gets no link. */
const LOOKED_AT = 200;

const useNext = ({ runId, workflowId, contact, startedAt }: Run) =>
  useQuery({
    queryKey: ['contact', contact.id, 'after', runId],
    queryFn: async ({ signal }) => {
      const query = { workflowId, contact: contact.id, from: startedAt, limit: LOOKED_AT };
      const { items } = await answered(api.GET('/api/automations/runs', { params: { query }, signal }));
      return items.find(({ previousRunId }) => previousRunId === runId)?.runId ?? null;
    },
  });
