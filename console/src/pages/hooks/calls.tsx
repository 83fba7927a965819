import { Link } from 'wouter';
import { Moment } from '../../parts/moment';
import { Pill } from '../../parts/pill';
import { Failure, Loading, Skeleton } from '../../parts/states';
import styles from './hooks.module.css';
import { useCalls } from './queries';
import type { HookCall } from './queries';

/** When it was called, what came of it, and what was wrong. */
export function Calls({ hookId }: { readonly hookId: string }) {
  const { data, error, refetch } = useCalls(hookId, true);
  if (data === undefined && error !== null) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined)
    return (
      <Loading what="calls">
        <Skeleton height="80px" />
      </Loading>
    );
  if (data.items.length === 0) return <p className={styles.none}>It was not called yet.</p>;
  return (
    <ol className={styles.calls}>
      {data.items.map((call, index) => (
        <Call key={`${call.at} ${index}`} {...call} />
      ))}
    </ol>
  );
}

const Call = ({ at, outcome, contactId, matched, error, body }: HookCall) => (
  <li>
    <div className={styles.call}>
      <Pill tone={outcome === 'handled' ? 'good' : 'bad'}>{outcome === 'handled' ? 'Handled' : 'Refused'}</Pill>
      <Moment at={at} />
      {contactId === null ? null : <Link href={`/contacts/${encodeURIComponent(contactId)}`}>{contactId}</Link>}
      {outcome === 'handled' ? (
        <span className="soft">{matched === 1 ? '1 automation matched' : `${matched} automations matched`}</span>
      ) : null}
    </div>
    {error === null ? null : (
      <div className={styles.error}>
        <p>{error.message}</p>
        <ul>
          {error.faults.map(({ path, message }) => (
            <li key={path}>
              <code>{path}</code>: {message}
            </li>
          ))}
        </ul>
      </div>
    )}
    {body === '' ? null : (
      <details>
        <summary>What was sent</summary>
        <pre className={styles.body}>{body}</pre>
      </details>
    )}
  </li>
);
