import { TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import type { RunWithSteps } from '../../api/runs-seen';
import { useMay } from '../../app/may';
import { buttonClass } from '../../parts/button';
import { meaningOf } from '../../words/codes';
import { ended } from '../../words/sentence';
import { EnrollAgain } from './actions';
import { SettleOutcome } from './settle-outcome';
import type { Item } from './timeline';
import styles from './timeline.module.css';

interface TroubleProps {
  readonly item: Item;
  readonly run: RunWithSteps;
  readonly error: NonNullable<Item['error']>;
  readonly isPast: boolean;
}

/** Where each is mended, when that is in the console. */
const MENDED_IN: Readonly<Record<string, 'settings' | 'automation' | 'contact'>> = {
  missing_data: 'contact',
  invalid_recipient: 'contact',
  no_opening: 'settings',
  rate_limited: 'settings',
  webhook_blocked: 'automation',
  webhook_error: 'automation',
  provider_error: 'settings',
  template_error: 'automation',
  condition_error: 'automation',
};

/** What went wrong, what it means, and what to do about it. */
export function Trouble({ item, run, error: { code, message }, isPast }: TroubleProps) {
  const { title, meaning, advice } = meaningOf(code);
  return (
    <div className={styles.trouble}>
      <TriangleAlert aria-hidden />
      <div>
        <p>
          <b>{title}.</b> {meaning}
        </p>
        <p className={styles.detail}>Reason: {ended(message)}</p>
        <p>{advice}</p>
        {isPast ? null : (
          <p className={styles.remedies}>
            <Remedy code={code} run={run} />
            {code === 'outcome_unknown' && item.settled === null ? <SettleOutcome run={run} item={item} /> : null}
          </p>
        )}
      </div>
    </div>
  );
}

/** What the contact lacks is given when it is enrolled again, once the run is over. */
function Remedy({ code, run }: { readonly code: string; readonly run: RunWithSteps }) {
  const mayOperate = useMay('operate');
  const place = MENDED_IN[code];
  if (place === undefined) return null;
  if (place === 'contact' && mayOperate && run.finishedAt !== null)
    return <EnrollAgain run={run} name="Correct and enroll" />;
  const [href, name] = {
    settings: ['/settings', 'Open settings'],
    automation: [`/automations/${run.workflowId}`, 'Open the automation'],
    contact: [`/contacts/${encodeURIComponent(run.contact.id)}`, 'Open the contact'],
  }[place] as [string, string];
  return (
    <Link href={href} className={buttonClass()}>
      {name}
    </Link>
  );
}
