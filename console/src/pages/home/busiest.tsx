import { Link } from 'wouter';
import { Sparkline } from '../../charts/sparkline';
import { Card } from '../../parts/page';
import { Loading, Skeleton } from '../../parts/states';
import { number } from '../../words/time';
import { useAutomations } from '../automations/queries';
import type { Automation } from '../automations/queries';
import styles from './home.module.css';

const SHOWN = 6;
const DAYS = 7;

/** Runs that ended in the last days, and those under way. */
const busy = ({ last30Days, activeRuns }: Automation): number =>
  last30Days.slice(-DAYS).reduce((sum, { completed, failed }) => sum + completed + failed, activeRuns);

/** The automations in which most happened of late. */
export function Busiest() {
  const { items, isLoading } = useAutomations();
  if (isLoading)
    return (
      <Card title="Busiest this week">
        <Loading what="automations">
          <Skeleton height="150px" />
        </Loading>
      </Card>
    );
  const shown = items
    .filter((item) => busy(item) > 0)
    .sort((a, b) => busy(b) - busy(a))
    .slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <Card title="Busiest this week" beside={<Link href="/automations">All automations</Link>}>
      <ul className={styles.busiest}>
        {shown.map(({ workflowId, name, activeRuns, last30Days }) => (
          <li key={workflowId}>
            <Link href={`/automations/${workflowId}`} className={styles.name}>
              {name}
            </Link>
            <span className="soft small">
              {activeRuns === 1 ? '1 active run' : `${number(activeRuns)} active runs`} · the last 30 days
            </span>
            <Sparkline days={last30Days} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
