import { parseTime } from './parse-time';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** Years of four digits in UTC too, so that times compare as text. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since the epoch of an ISO 8601 date-time with its offset; null for any other text. */
export function exactTime(text: string): number | null {
  const time = DATE_TIME.test(text) ? parseTime(text, 'UTC') : null;
  return time !== null && time >= EARLIEST && time <= LATEST ? time : null;
}
