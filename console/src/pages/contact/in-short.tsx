import { Link } from 'wouter';
import { Countdown, Moment } from '../../parts/moment';
import { Card } from '../../parts/page';
import { Skeleton } from '../../parts/states';
import { messageName, messagesOf, reachOf } from '../../words/in-short';
import { toComeInWords } from '../../words/to-come';
import { useAutomationNames } from '../automations/queries';
import styles from './contact.module.css';
import { useRunsOfContact, useStepsOf } from './queries';
import type { ContactDetail } from './queries';
import { WhenNext } from './when-next';

/** What the contact got last and whether it was delivered, and what comes next, when, in whose zone: a sentence each. */
export function InShort({ contact }: { readonly contact: ContactDetail }) {
  return (
    <Card>
      <div className={styles.short}>
        <Last contact={contact} />
        <Next contact={contact} />
      </div>
    </Card>
  );
}

function Last({ contact: { contact, scheduled } }: { readonly contact: ContactDetail }) {
  const { data: runs, isPending } = useRunsOfContact(contact.id);
  const steps = useStepsOf(runs ?? []);
  const [last] = messagesOf(steps.runs);
  if (isPending || (steps.isPending && last === undefined)) return <Skeleton height="27px" />;
  if (runs === undefined || runs.length === 0)
    return <p>{scheduled.length === 0 ? 'Has never been in an automation.' : 'Nothing was sent yet.'}</p>;
  if (last === undefined) return <p>Nothing was sent in the last {runs.length === 1 ? 'run' : 'runs'}.</p>;
  return (
    <p>
      Last: <Link href={`/runs/${last.run.runId}`}>{messageName(last)}</Link>,{' '}
      <Moment at={last.at} zone={contact.timezone} />, {reachOf(last)}.
    </p>
  );
}

function Next({ contact }: { readonly contact: ContactDetail }) {
  const { scheduled, activeRuns, optOuts } = contact;
  const nameOf = useAutomationNames();
  const next = scheduled.find(({ held }) => !held);
  if (next !== undefined) {
    const toCome = next.type === 'wait' ? toComeInWords(next.next, optOuts) : null;
    const verb = next.type === 'reminder' ? 'begins by a reminder' : toCome === null ? 'is over' : 'goes on';
    return (
      <p>
        Next: “{nameOf(next.workflowId)}” {verb} <WhenNext next={next} of={contact} />, <Countdown to={next.at} />
        {toCome === null ? null : `, with ${toCome}`}.
      </p>
    );
  }
  if (scheduled.length > 0) return <p>Next: nothing while the automation is paused.</p>;
  return <p>{activeRuns.length > 0 ? 'Next: a run is going on right now.' : 'Next: nothing is scheduled.'}</p>;
}
