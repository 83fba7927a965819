import type { components } from '../api/schema';
import { SKIPPED } from './codes';
import { STEP_WORDS } from './steps';

type Next = components['schemas']['ScheduledWait']['next'];
type OptOuts = components['schemas']['ContactDetail']['optOuts'];

/** What a run goes on with: "“Last call” (SMS)", and that it will be left out where the contact opted out; null: nothing is left. */
export function toComeInWords(next: Next, optOuts: OptOuts): string | null {
  if (next === null) return null;
  const { label, type } = next;
  const kind = type === 'sms' ? STEP_WORDS.sms : STEP_WORDS[type].toLowerCase();
  const name = label === null ? kind : `“${label}” (${kind})`;
  const isOut = optOuts.some(({ channel }) => channel === type);
  return isOut ? `${name}, which will be left out: ${SKIPPED[`${type}_opt_out`] ?? 'opted out'}` : name;
}
