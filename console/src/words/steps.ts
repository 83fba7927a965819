import type { components } from '../api/schema';
import { zoneName } from './time';

export type StepType = components['schemas']['Step']['type'];

export const STEP_WORDS: Readonly<Record<StepType, string>> = {
  sms: 'SMS',
  email: 'Email',
  webhook: 'Webhook',
  delay: 'Delay',
  business_hours: 'Business hours',
  condition: 'Condition',
  exit: 'Exit',
};

/** What a step of a branch stands under; null: it stands in none. */
export const branchInWords = (branch: boolean | null): string | null =>
  branch === null ? null : branch ? 'if TRUE' : 'if FALSE';

type WithZone = Readonly<Record<string, unknown>> | null;

const WHOSE: Readonly<Record<string, string>> = {
  contact: 'the contact’s zone',
  workflow: 'the automation’s zone',
  account: 'the account’s zone',
  default: 'no zone is set',
};

/** Whose zone a wait was counted in: "Europe/Madrid, the contact’s zone"; null where it says none. */
export function zoneInWords(output: WithZone): string | null {
  const zone = output?.['timezone'];
  const whose = output?.['timezoneOf'];
  if (typeof zone !== 'string') return null;
  return typeof whose === 'string' ? `${zoneName(zone)}, ${WHOSE[whose] ?? whose}` : zoneName(zone);
}
