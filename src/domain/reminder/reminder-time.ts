import { DomainError } from '../../kernel/errors';
import { readPath } from '../rules/field-path';
import type { Facts } from '../rules/field-path';
import { addDuration, parseDuration } from '../time/duration';
import { parseTime } from '../time/parse-time';
import type { ReminderTrigger } from '../workflow/definition';

/** The end of the year 9999: later times do not compare as text. */
const LATEST = Date.UTC(10_000, 0) - 1;

/**
 * When a reminder fires, in milliseconds since the epoch: the trigger's offset from the date that the event gives.
 * @param timezone of a date without an offset, IANA name
 * @throws DomainError `missing_data`
 */
export function reminderTime(trigger: ReminderTrigger, facts: Facts, timezone: string): number {
  const date = readPath(facts, trigger.dateField);
  const from = typeof date === 'string' ? parseTime(date, timezone) : null;
  if (from === null) throw new DomainError('missing_data', `${trigger.dateField} is not a date`);
  const offset = parseDuration(trigger.offset);
  const fireAt = offset === null ? from : addDuration(from, offset, timezone);
  if (fireAt > LATEST) throw new DomainError('missing_data', `${trigger.dateField} is too far away`);
  return fireAt;
}

/** What tells the reminders of one contact apart. @throws DomainError `missing_data` */
export function reminderKey(trigger: ReminderTrigger, facts: Facts): string {
  const key = readPath(facts, trigger.key);
  if (typeof key === 'string' || typeof key === 'number') return String(key);
  throw new DomainError('missing_data', `${trigger.key} is neither a text nor a number`);
}
