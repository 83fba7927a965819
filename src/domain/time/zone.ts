import { isAbsent } from '../absent';
import { excerpt } from '../../kernel/json-size';
import type { Json } from '../../kernel/message';
import { readTimeZone } from './time-zone';

/** The zone that local times are read in, and whose it is. */
export interface Zone {
  /** IANA name. */
  readonly timezone: string;
  /** `default`: nobody told one. */
  readonly timezoneOf: 'contact' | 'workflow' | 'account' | 'default';
  /** What the contact has for a zone and is none, as it was written, cut short. */
  readonly ignoredTimezone?: string;
}

/** Whoever may tell a zone. */
interface Teller {
  readonly timezone?: Json;
}

const DEFAULT = 'UTC';
const MAX_SHOWN = 64;

/** Of everything a run does but its business hours: the contact's zone, else the workflow's, else the account's, else UTC. */
export function zoneOfRun(contact: Teller, workflow: Teller, account: Teller): Zone {
  const timezone = told(contact);
  if (timezone !== null) return { timezone, timezoneOf: 'contact' };
  const zone = zoneOfHours(workflow, account);
  const { timezone: written } = contact;
  if (written === undefined || isAbsent(written)) return zone;
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  return { ...zone, ignoredTimezone: excerpt(text, MAX_SHOWN) };
}

/** Of business hours: the workflow's zone, else the account's, else UTC. An account that told none has UTC in its settings. */
export function zoneOfHours(workflow: Teller, account: Teller): Zone {
  const ofWorkflow = told(workflow);
  if (ofWorkflow !== null) return { timezone: ofWorkflow, timezoneOf: 'workflow' };
  const ofAccount = told(account);
  return ofAccount === null || ofAccount === DEFAULT
    ? { timezone: DEFAULT, timezoneOf: 'default' }
    : { timezone: ofAccount, timezoneOf: 'account' };
}

const told = ({ timezone }: Teller): string | null => (typeof timezone === 'string' ? readTimeZone(timezone) : null);
