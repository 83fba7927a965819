import { DomainError } from '../../kernel/errors';
import { isAbsent } from '../absent';
import { readPath } from '../rules/field-path';
import type { Facts } from '../rules/field-path';
import { addDuration, parseDuration } from '../time/duration';
import { parseTime } from '../time/parse-time';
import type { ReminderTrigger } from '../workflow/definition';

/** Years of four digits: other times do not compare as text. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.UTC(10_000, 0) - 1;

/** Milliseconds since the epoch. */
export interface ReminderTime {
  /** What it is counted from. */
  readonly date: number;
  readonly fireAt: number;
}

/**
 * When a reminder fires: the trigger's offset from the date that the event gives.
 * @param timezone of a date without an offset, whose start of the day a date alone is; IANA name
 * @throws DomainError `missing_data`
 */
export function reminderTime(trigger: ReminderTrigger, facts: Facts, timezone: string): ReminderTime {
  const date = dateAt(facts, trigger.dateField, timezone);
  const offset = parseDuration(trigger.offset);
  const fireAt = offset === null ? date : addDuration(date, offset, timezone);
  if (Math.min(date, fireAt) < EARLIEST || Math.max(date, fireAt) > LATEST)
    throw new DomainError('missing_data', `${trigger.dateField} is too far away`);
  return { date, fireAt };
}

/** The instant of the date at a path, in milliseconds since the epoch. @throws DomainError `missing_data` */
export function dateAt(facts: Facts, path: string, timezone: string): number {
  const date = readPath(facts, path);
  const at = typeof date === 'string' ? parseTime(date.trim(), timezone) : null;
  if (at === null) throw new DomainError('missing_data', `${path} is not a date`);
  return at;
}

/** What tells the reminders of one contact apart. @throws DomainError `missing_data` */
export function reminderKey(trigger: ReminderTrigger, facts: Facts): string {
  const key = findReminderKey(trigger, facts);
  if (key === null) throw new DomainError('missing_data', `${trigger.key} is neither a text nor a number`);
  return key;
}

/** Likewise, without outer white space and in NFC, so that one appointment has one; null when there is none. */
export function findReminderKey(trigger: ReminderTrigger, facts: Facts): string | null {
  const key = readPath(facts, trigger.key);
  if (typeof key === 'number') return String(key);
  return typeof key === 'string' && !isAbsent(key) ? key.trim().normalize('NFC') : null;
}
