import { Temporal } from 'temporal-polyfill';
import { toInstant } from './time-zone';

/** Years of four digits, so that times in the ledger compare as text; a zone in brackets is no part of ISO 8601. */
const ISO_8601 = /^\d{4}[^[]*$/;
/** The longest that ISO 8601 makes, with nine digits of a second, has some 40 characters. */
const MAX_LENGTH = 100;
/** A time of day that goes on after its digits. */
const WITH_OFFSET = /[T ].*[Z+-]/i;

/**
 * Milliseconds since the epoch of an ISO 8601 date or date-time. Without an offset it is a local time of the zone, a date
 * alone its midnight. Null when it is neither.
 */
export function parseTime(text: string, timezone: string): number | null {
  if (text.length > MAX_LENGTH || !ISO_8601.test(text)) return null;
  try {
    if (WITH_OFFSET.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return toInstant(Temporal.PlainDateTime.from(text), timezone);
  } catch (error) {
    // by its name: where the platform has a Temporal of its own it may throw what its realm calls so
    if ((error as Partial<Error>).name === 'RangeError') return null;
    throw error;
  }
}
