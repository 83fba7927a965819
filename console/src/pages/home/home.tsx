import { CircleCheck } from 'lucide-react';
import { Link } from 'wouter';
import { useMay } from '../../app/may';
import { Card, Page } from '../../parts/page';
import { Failure, Loading, Skeleton } from '../../parts/states';
import { meaningOf } from '../../words/codes';
import { number } from '../../words/time';
import { Busiest } from './busiest';
import styles from './home.module.css';
import { useDiagnosis, useFailedRuns, useReadiness } from './queries';
import type { FailedRuns } from './queries';

/** What needs a person, and when nothing does, that. */
export function Home() {
  return (
    <Page title="Home">
      <NeedsYou />
      <Busiest />
    </Page>
  );
}

function NeedsYou() {
  const failed = useFailedRuns();
  const troubles = useTroubles();
  if (failed.error !== null && failed.data === undefined)
    return (
      <Card>
        <Failure error={failed.error} retry={() => void failed.refetch()} />
      </Card>
    );
  if (failed.data === undefined || troubles === null)
    return (
      <Card title="Needs you">
        <Loading what="what needs you">
          <Skeleton height="76px" />
        </Loading>
      </Card>
    );
  const { since, groups, isAll } = failed.data;
  if (groups.length === 0 && troubles.length === 0) return <AllWell />;
  return (
    <Card title="Needs you">
      <ul className={styles.list}>
        {troubles.map((trouble) => (
          <li key={trouble.what} className={styles.trouble}>
            <b>{trouble.what}</b>
            <p className="soft">{trouble.advice}</p>
          </li>
        ))}
        {groups.map((group) => (
          <Failed key={group.code} {...group} since={since} isAll={isAll} />
        ))}
      </ul>
    </Card>
  );
}

interface FailedProps extends FailedRuns {
  /** ISO 8601. */
  readonly since: string;
  readonly isAll: boolean;
}

function Failed({ code, runs, since, isAll }: FailedProps) {
  const { title, advice } = meaningOf(code);
  const count = `${number(runs.length)}${isAll ? '' : ' or more'}`;
  return (
    <li className={styles.failed}>
      <div>
        <b>{title}</b>
        <p className="soft">{advice}</p>
      </div>
      <Link href={`/runs?status=failed&errorCode=${code}&ended=${since}`}>
        {count} {runs.length === 1 && isAll ? 'run' : 'runs'} failed in the last day
      </Link>
    </li>
  );
}

interface Trouble {
  readonly what: string;
  readonly advice: string;
}

/** What is wrong with the service, in the words of whoever can do something about it; null until it is known. */
function useTroubles(): readonly Trouble[] | null {
  const administers = useMay('administer');
  const readiness = useReadiness();
  const diagnosis = useDiagnosis(administers);
  if (readiness.error !== null)
    return [{ what: readiness.error.message, advice: 'Nothing that was acknowledged is lost.' }];
  if (administers && diagnosis.data !== undefined)
    return diagnosis.data.findings.map(({ problem, remedy }) => ({ what: problem, advice: remedy }));
  if (readiness.data === undefined || (administers && diagnosis.isPending)) return null;
  return (readiness.data.reasons ?? []).map((reason) => ({
    what: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`,
    advice: 'Tell whoever runs this service.',
  }));
}

const AllWell = () => (
  <Card>
    <div className={styles.well}>
      <CircleCheck aria-hidden />
      <div>
        <h2>All is well</h2>
        <p className="soft">No run failed in the last day, nothing is overdue, and every channel works.</p>
      </div>
    </div>
  </Card>
);
