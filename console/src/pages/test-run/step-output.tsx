import { MailFrame, Segments, SmsBubble } from '../../parts/messages';
import { Moment } from '../../parts/moment';
import { SKIPPED, meaningInTest } from '../../words/codes';
import { fieldInWords } from '../../words/rules';
import { ended } from '../../words/sentence';
import { zoneInWords } from '../../words/steps';
import { length } from '../../words/time';
import type { TestRunItem } from './queries';
import { Comparisons } from './comparisons';
import styles from './test-run.module.css';

/** What a step would have come to. */
export const StepOutput = ({ item }: { readonly item: TestRunItem }) => (
  <>
    <Made item={item} />
    {item.error === null ? null : <Failed {...item.error} />}
    {item.skippedReason === null ? null : (
      <p className="soft small">Left out: {SKIPPED[item.skippedReason] ?? item.skippedReason}</p>
    )}
    {item.absent.length === 0 ? null : (
      <p className={styles.absent}>
        Came out empty: {item.absent.map(fieldInWords).join(', ')} <code>{item.absent.join(' ')}</code>
      </p>
    )}
  </>
);

function Failed({ code, message }: NonNullable<TestRunItem['error']>) {
  const { title, meaning, advice } = meaningInTest(code);
  return (
    <div className={styles.error}>
      <p>
        <b>{title}.</b> {meaning}
      </p>
      <p>Reason: {ended(message)}</p>
      <p>{advice}</p>
    </div>
  );
}

function Made({ item }: { readonly item: TestRunItem }) {
  switch (item.type) {
    case 'sms':
      return typeof item.output?.body === 'string' ? <Sms {...item} body={item.output.body} /> : null;
    case 'email': {
      const { to, subject = '', body } = item.output ?? {};
      return body === undefined ? null : <MailFrame html={body} subject={subject} to={to} />;
    }
    case 'webhook':
      return item.output === null ? null : (
        <p className={styles.request}>
          <code>
            {item.output.method ?? 'POST'} {item.output.url}
          </code>
        </p>
      );
    case 'delay':
    case 'business_hours':
      return <Wait item={item} />;
    case 'condition':
      return (
        <>
          {item.branch === null ? null : (
            <p>
              Goes on with <b>{item.branch ? 'TRUE' : 'FALSE'}</b>
            </p>
          )}
          <Comparisons results={item.output?.comparisons ?? []} />
        </>
      );
    case 'exit':
      return <p className="soft">The run ends here.</p>;
  }
}

type SmsItem = Extract<TestRunItem, { type: 'sms' }>;

const Sms = ({ output, body, segments, encoding, firstUnicode }: SmsItem & { readonly body: string }) => (
  <SmsBubble body={body} to={output?.to}>
    {segments === undefined || encoding === undefined ? undefined : (
      <Segments segments={segments} encoding={encoding} firstUnicode={firstUnicode} />
    )}
  </SmsBubble>
);

function Wait({ item }: { readonly item: Extract<TestRunItem, { type: 'delay' | 'business_hours' }> }) {
  const { wakeAt, startedAt, output } = item;
  const zone = typeof output?.timezone === 'string' ? output.timezone : null;
  const whose = zoneInWords(output);
  return (
    <p>
      {wakeAt === null || startedAt === null ? (
        item.type === 'business_hours' ? (
          'Goes on at once: it is within business hours.'
        ) : (
          'Goes on at once: that time is past.'
        )
      ) : (
        <>
          Waits {length(Date.parse(wakeAt) - Date.parse(startedAt))}, until{' '}
          <Moment at={wakeAt} as="moment" zone={zone} zoneOf={output?.timezoneOf} />
        </>
      )}
      {whose === null ? null : <span className="soft small"> counted in {whose}</span>}
    </p>
  );
}
