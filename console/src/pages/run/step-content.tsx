import type { RunWithSteps } from '../../api/runs-seen';
import { MailFrame, Segments, SmsBubble } from '../../parts/messages';
import { Pill } from '../../parts/pill';
import { reachOf } from '../../words/in-short';
import { resultInWords } from '../../words/rules';
import { capital } from '../../words/sentence';
import { zoneInWords } from '../../words/steps';
import { waitRuleInWords } from '../../words/waits';
import { whoInWords } from '../../words/who';
import { Moment } from '../../parts/moment';
import { GoesOnWith } from './goes-on-with';
import type { Item } from './timeline';
import { WakeTime } from './wake-time';
import { WebhookCall } from './webhook-call';
import styles from './timeline.module.css';

interface StepContentProps {
  readonly item: Item;
  readonly run: RunWithSteps;
  /** It is shown as it was: no time is counted down. */
  readonly isPast: boolean;
}

/** What a step did, as whoever asks wants to see it: the message, the call, the wait, the decision. */
export function StepContent({ item, run, isPast }: StepContentProps) {
  switch (item.type) {
    case 'sms':
    case 'email':
      return item.status === 'waiting' ? <Room item={item} run={run} isPast={isPast} /> : <Message item={item} />;
    case 'webhook':
      return item.status === 'waiting' ? <Room item={item} run={run} isPast={isPast} /> : <WebhookCall item={item} />;
    case 'delay':
    case 'business_hours':
      return <Wait item={item} run={run} isPast={isPast} />;
    case 'condition':
      return <Decision item={item} />;
    case 'exit':
      return <p className="soft small">The run ends here.</p>;
  }
}

function Message({ item }: { readonly item: Extract<Item, { type: 'sms' | 'email' }> }) {
  const { body, to } = item.output ?? {};
  return (
    <>
      {body === undefined ? null : item.type === 'sms' ? (
        <SmsBubble body={body} to={to}>
          {item.segments === undefined || item.encoding === undefined ? undefined : (
            <Segments segments={item.segments} encoding={item.encoding} firstUnicode={item.firstUnicode} />
          )}
        </SmsBubble>
      ) : (
        <Mail item={item} body={body} />
      )}
      {item.error === null && item.skippedReason === null ? (
        <p className="soft small">
          {capital(reachOf({ item }))}
          {item.delivery === null ? null : (
            <>
              , <Moment at={item.delivery.at} />
              {item.delivery.code === null ? null : `, the provider says: ${item.delivery.code}`}
            </>
          )}
        </p>
      ) : null}
      <Settled item={item} />
      <Shortened item={item} />
    </>
  );
}

/** Its channel's minute is full, and it waits for one with room. */
const Room = ({ item: { wakeAt, type, output }, run, isPast }: StepContentProps) => (
  <p className="small">
    {wakeAt === null || isPast || run.status !== 'waiting' ? (
      'Held until there is room within the limit.'
    ) : (
      <WakeTime wakeAt={wakeAt} type={type} output={output} begins />
    )}
  </p>
);

function Mail({ item, body }: { readonly item: Extract<Item, { type: 'email' }>; readonly body: string }) {
  const { subject = '', to, text } = item.output ?? {};
  return (
    <div className={styles.mail}>
      <MailFrame html={body} subject={subject} to={to} />
      {typeof text === 'string' ? (
        <details className={styles.text}>
          <summary>Text part</summary>
          <pre>{text}</pre>
        </details>
      ) : null}
    </div>
  );
}

export function Settled({ item: { settled } }: { readonly item: Item }) {
  if (settled === null) return null;
  return (
    <p className="small">
      <b>{settled.outcome === 'sent' ? 'Sent' : 'Not sent'}</b>, as {whoInWords(settled.by)} recorded{' '}
      <Moment at={settled.at} />: {settled.reason}
    </p>
  );
}

const Shortened = ({ item: { output } }: { readonly item: Item }) =>
  output?.shortened === true ? (
    <p className="soft small">This run holds very much text: here is only the beginning of each.</p>
  ) : null;

/** Of waits that are not counted down. */
const WAIT_WORDS: Readonly<Record<string, string>> = {
  completed: 'Waited until',
  waiting: 'Held; due',
  past: 'Was waiting until',
};

function Wait({
  item,
  run,
  isPast,
}: { readonly item: Extract<Item, { type: 'delay' | 'business_hours' }> } & StepContentProps) {
  const { wakeAt, output, type, status } = item;
  const rule = output?.rule;
  const zone = zoneInWords(output);
  const theirs = { zone: output?.timezone, zoneOf: output?.timezoneOf };
  return (
    <p className="small">
      {wakeAt === null ? (
        status === 'completed' ? (
          type === 'business_hours' ? (
            'It was open: the run went on at once.'
          ) : (
            'There was nothing to wait for.'
          )
        ) : null
      ) : status === 'waiting' && run.status === 'waiting' && !isPast ? (
        <b>
          <WakeTime wakeAt={wakeAt} type={type} output={output} begins />
        </b>
      ) : (
        <>
          {WAIT_WORDS[status === 'waiting' && run.status === 'waiting' ? 'past' : status] ?? 'Would have gone on'}{' '}
          <Moment at={wakeAt} {...theirs} as="moment" />
        </>
      )}
      <span className={styles.why}>
        {status === 'waiting' && !isPast ? <GoesOnWith run={run} /> : null}
        {rule === undefined ? null : `Why: ${waitRuleInWords(rule)}. `}
        {zone === null ? null : `Counted in ${zone}.`}
        {output?.ignoredTimezone === undefined
          ? null
          : ` The contact’s “${output.ignoredTimezone}” is no time zone and was not gone by.`}
      </span>
    </p>
  );
}

function Decision({ item }: { readonly item: Extract<Item, { type: 'condition' }> }) {
  const comparisons = item.output?.comparisons ?? [];
  return (
    <div className={styles.decision}>
      {item.branch === null ? null : (
        <Pill tone={item.branch ? 'good' : 'quiet'}>{item.branch ? 'TRUE' : 'FALSE'}</Pill>
      )}
      <ul>
        {comparisons.map((comparison, index) => (
          <li key={index}>{capital(resultInWords(comparison))}</li>
        ))}
      </ul>
    </div>
  );
}
