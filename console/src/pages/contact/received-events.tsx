import { Link } from 'wouter';
import { Moment } from '../../parts/moment';
import { Card } from '../../parts/page';
import { outcomeInWords } from '../../words/outcomes';
import { useAutomationNames } from '../automations/queries';
import styles from './contact.module.css';
import type { ContactDetail } from './queries';

/** Why something came, or did not: each event, and what every automation made of it. */
export function ReceivedEvents({ contact: { recentEvents, contact } }: { readonly contact: ContactDetail }) {
  const nameOf = useAutomationNames();
  return (
    <Card title="Events received">
      {recentEvents.length === 0 ? (
        <p className="soft">No event has come for this contact, so no automation could begin by one.</p>
      ) : (
        <ol>
          {recentEvents.map(({ eventId, type, at, results }) => (
            <li key={eventId} className={styles.event}>
              <div className={styles.eventHead}>
                <b>{type}</b>
                <Moment at={at} zone={contact.timezone} />
              </div>
              {results.length === 0 ? (
                <p className="soft">No active automation begins by it.</p>
              ) : (
                <ul className={styles.results}>
                  {results.map((result) => (
                    <li key={result.workflowId}>
                      <b>{nameOf(result.workflowId)}</b>: {outcomeInWords(result)}
                      {'runId' in result ? (
                        <>
                          {' '}
                          (<Link href={`/runs/${result.runId}`}>see the run</Link>)
                        </>
                      ) : null}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
