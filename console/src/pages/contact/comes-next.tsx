import { Link } from 'wouter';
import { Countdown } from '../../parts/moment';
import { Card } from '../../parts/page';
import { Pill } from '../../parts/pill';
import { toComeInWords } from '../../words/to-come';
import { useAutomationNames } from '../automations/queries';
import styles from './contact.module.css';
import type { ContactDetail } from './queries';
import { WhenNext } from './when-next';

/** Waits and reminders, the soonest first. */
export function ComesNext({ contact }: { readonly contact: ContactDetail }) {
  const { scheduled, optOuts } = contact;
  const nameOf = useAutomationNames();
  if (scheduled.length < 2) return null; // of a single one the sentence above says all
  return (
    <Card title="Comes next">
      <ol className={styles.next}>
        {scheduled.map((one) => (
          <li key={one.type === 'wait' ? one.runId : one.reminderId}>
            <span className={styles.what}>
              <Link href={one.type === 'wait' ? `/runs/${one.runId}` : `/automations/${one.workflowId}`}>
                {nameOf(one.workflowId)}
              </Link>
              <span className="soft small">
                {one.type === 'wait'
                  ? `goes on with ${toComeInWords(one.next, optOuts) ?? 'nothing more: it is over then'}`
                  : 'a reminder begins it'}
              </span>
            </span>
            <span className={styles.when}>
              <WhenNext next={one} of={contact} />
              {one.held ? (
                <Pill tone="held">held: the automation is paused</Pill>
              ) : (
                <span className="soft small">
                  <Countdown to={one.at} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
