import { CircleCheck } from 'lucide-react';
import { Link } from 'wouter';
import { useMay } from '../../app/may';
import { Card, Page } from '../../parts/page';
import { Failure, Loading, Skeleton } from '../../parts/states';
import { meaningOf } from '../../words/codes';
import { capital } from '../../words/sentence';
import { number, withMoments } from '../../words/time';
import { Busiest } from './busiest';
import styles from './home.module.css';
import { useDiagnosis, useFailedRuns, useGoingOn, useReadiness } from './queries';
import type { GoingOn } from './queries';

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
  const goingOn = useGoingOn();
  const troubles = useTroubles();
  const unread = [failed, goingOn].find(({ error, data }) => error !== null && data === undefined);
  if (unread !== undefined)
    return (
      <Card>
        <Failure error={unread.error} retry={() => void unread.refetch()} />
      </Card>
    );
  if (failed.data === undefined || goingOn.data === undefined || troubles === null)
    return (
      <Card title="Needs you">
        <Loading what="what needs you">
          <Skeleton height="76px" />
        </Loading>
      </Card>
    );
  const { since, groups, isAll } = failed.data;
  const codes = [...new Set([...groups, ...goingOn.data].map(({ code }) => code))];
  if (codes.length === 0 && troubles.length === 0) return <AllWell />;
  return (
    <Card title="Needs you">
      <ul className={styles.list}>
        {troubles.map((trouble) => (
          <li key={trouble.what} className={styles.trouble}>
            <b>{trouble.what}</b>
            <p className="soft">{trouble.advice}</p>
          </li>
        ))}
        {codes.map((code) => (
          <Failed
            key={code}
            code={code}
            ended={groups.find((group) => group.code === code)?.runs.length ?? 0}
            isAll={isAll}
            since={since}
            goingOn={goingOn.data.find((one) => one.code === code)}
          />
        ))}
      </ul>
    </Card>
  );
}

interface FailedProps {
  readonly code: string;
  /** Runs that ended by it since. */
  readonly ended: number;
  readonly isAll: boolean;
  /** ISO 8601. */
  readonly since: string;
  /** Runs that go on after it. */
  readonly goingOn: GoingOn | undefined;
}

function Failed({ code, ended, isAll, since, goingOn }: FailedProps) {
  const { title, advice } = meaningOf(code);
  return (
    <li className={styles.failed}>
      <div>
        <b>{title}</b>
        <p className="soft">{advice}</p>
      </div>
      <p className={styles.counts}>
        {ended === 0 ? null : (
          <Link href={`/runs?status=failed&errorCode=${code}&ended=${since}`}>
            {countOf(ended, isAll)} failed in the last day
          </Link>
        )}
        {goingOn === undefined ? null : (
          <Link href={`/runs?status=running,waiting,paused&errorCode=${code}`}>
            {countOf(goingOn.count, !goingOn.hasMore)} {goingOn.count === 1 ? 'goes' : 'go'} on after it
          </Link>
        )}
      </p>
    </li>
  );
}

const countOf = (count: number, isAll: boolean): string =>
  `${number(count)}${isAll ? '' : ' or more'} ${count === 1 && isAll ? 'run' : 'runs'}`;

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
    return diagnosis.data.findings.map(({ problem, remedy }) => ({ what: withMoments(problem), advice: remedy }));
  if (readiness.data === undefined || (administers && diagnosis.isPending)) return null;
  return (readiness.data.reasons ?? []).map((reason) => ({
    what: capital(withMoments(reason)),
    advice: 'Tell whoever runs this service.',
  }));
}

const AllWell = () => (
  <Card>
    <div className={styles.well}>
      <CircleCheck aria-hidden />
      <div>
        <h2>All is well</h2>
        <p className="soft">
          No run failed in the last day, none goes on after a failed step, nothing is overdue, and every channel works.
        </p>
      </div>
    </div>
  </Card>
);
