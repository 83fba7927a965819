import { Link } from 'wouter';
import { useLatest } from '../../api/runs-seen';
import { Moment } from '../../parts/moment';
import { Card } from '../../parts/page';
import { StatusPill } from '../../parts/pill';
import { Failure, Loading, Skeleton } from '../../parts/states';
import table from '../../parts/table.module.css';
import { meaningOf } from '../../words/codes';
import { useRunsOfContact } from './queries';

/** Every run of the contact, across automations, the newest first. */
export function RunsOfContact({ id }: { readonly id: string }) {
  const { data, error, refetch } = useRunsOfContact(id);
  const runs = useLatest(data ?? []);
  return (
    <Card title="Runs" flush beside={<Link href={`/runs?contact=${encodeURIComponent(id)}`}>All, with filters</Link>}>
      {data === undefined && error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading what="runs">
          <Skeleton height="144px" />
        </Loading>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Automation</th>
              <th scope="col">Status</th>
              <th scope="col">Started</th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ runId, workflowName, status, startedAt, error: failed, currentStep }) => (
              <tr key={runId} className={table.led}>
                <th scope="row">
                  <Link href={`/runs/${runId}`} className={table.lead}>
                    {workflowName}
                  </Link>
                  <br />
                  <span className="soft small">
                    {failed === null ? (currentStep?.label ?? '') : meaningOf(failed.code).title}
                  </span>
                </th>
                <td>
                  <StatusPill status={status} />
                </td>
                <td data-label="Started">
                  <Moment at={startedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
