import { Link } from 'wouter';
import type { Item } from './timeline';
import { Settled } from './step-content';
import styles from './timeline.module.css';

/** Which other system was called, and what it answered; what was sent may hold secrets, and is told only by the outbox. */
export function WebhookCall({ item }: { readonly item: Extract<Item, { type: 'webhook' }> }) {
  const { url, method = 'POST', via, statusCode, response, responseCut } = item.output ?? {};
  if (url === undefined) return null;
  const answer = statusCode === undefined ? null : <b className="figures">{statusCode}</b>;
  return (
    <div className={styles.call}>
      <p>
        <b>{method}</b> <code className={styles.url}>{url}</code>
      </p>
      {via === 'outbox' ? (
        <p className="soft small">
          Put into the <Link href="/outbox">outbox</Link>, which shows its body, and not sent: {hostOf(url)} is a name
          for examples.
        </p>
      ) : answer === null ? null : (
        <p>Answered {answer}</p>
      )}
      {response === undefined || response === '' ? null : (
        <Text title={responseCut === true ? 'Its answer, the first 2 KB' : 'Its answer'} text={readable(response)} />
      )}
      <p className="soft small">
        {via === 'outbox' ? 'Headers are' : 'Headers and body are'} not shown here, for they may hold secrets.
      </p>
      <Settled item={item} />
    </div>
  );
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : url);

const Text = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <details className={styles.text}>
    <summary>{title}</summary>
    <pre tabIndex={0}>{text}</pre>
  </details>
);

/** JSON with indents; what is none as it is. */
function readable(value: unknown): string {
  try {
    return JSON.stringify(typeof value === 'string' ? JSON.parse(value) : value, null, 2);
  } catch {
    return String(value);
  }
}
