import { Temporal } from 'temporal-polyfill';
import { toInstant } from './time-zone';

const WITH_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Milliseconds since the epoch of an ISO 8601 date or date-time. Without an offset it is a local time of the zone, a date
 * alone its midnight. Null when it is neither.
 */
export function parseTime(text: string, timezone: string): number | null {
  try {
    if (WITH_OFFSET.test(text) && text.includes('T')) return Temporal.Instant.from(text).epochMilliseconds;
    return toInstant(Temporal.PlainDateTime.from(text), timezone);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
