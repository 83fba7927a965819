import { Moment } from '../../parts/moment';
import { Card } from '../../parts/page';
import { Failure, Skeleton } from '../../parts/states';
import { number, rate } from '../../words/time';
import { Changes } from './changes';
import { LastDays } from './last-days';
import { useOverview } from './queries';
import type { Workflow } from './queries';
import { WhoGetsIn } from './who-gets-in';
import styles from './automation.module.css';

/** How an automation does: of all time in a few figures, and by the day. */
export function OverviewTab({ workflow }: { readonly workflow: Workflow }) {
  const { data, error, refetch } = useOverview(workflow.workflowId);
  return (
    <>
      <Figures workflow={workflow} />
      {data !== undefined ? (
        <LastDays overview={data} />
      ) : (
        <Card title="The last 30 days">
          {error === null ? <Skeleton height="260px" /> : <Failure error={error} retry={() => void refetch()} />}
        </Card>
      )}
      <WhoGetsIn workflow={workflow} />
      <Changes workflow={workflow} />
    </>
  );
}

const Figures = ({
  workflow: { totalRuns, activeRuns, completed, failed, cancelled, successRate, lastRunAt },
}: {
  readonly workflow: Workflow;
}) => (
  <dl className={styles.figures}>
    <Figure name="Total runs">{number(totalRuns)}</Figure>
    <Figure name="Active">{number(activeRuns)}</Figure>
    <Figure name="Completed">{number(completed)}</Figure>
    <Figure name="Failed">{number(failed)}</Figure>
    <Figure name="Cancelled">{number(cancelled)}</Figure>
    <Figure name="Success rate">{rate(successRate)}</Figure>
    <Figure name="Last run">{lastRunAt === null ? 'never' : <Moment at={lastRunAt} />}</Figure>
  </dl>
);

const Figure = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div className={styles.figure}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
