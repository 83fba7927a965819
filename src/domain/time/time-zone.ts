import { Temporal } from 'temporal-polyfill';

const known = new Map<string, boolean>();
/** Names that were asked for and kept; there are some 600 real ones, none of more than 32 characters. */
const MAX_KNOWN = 2_000;
const MAX_LENGTH = 64;

/** Whether it is the IANA name of a time zone, `Europe/Madrid` or `UTC`; plain offsets are not. */
export function isTimeZone(text: string): boolean {
  if (text.length > MAX_LENGTH) return false;
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const valid = /^[A-Za-z]/.test(text) && resolves(text);
  if (known.size < MAX_KNOWN) known.set(text, valid);
  return valid;
}

function resolves(text: string): boolean {
  try {
    // each knows names that the other does not: `PST`, `T10Z`
    new Intl.DateTimeFormat('en', { timeZone: text });
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false; // the only way they have to say no
  }
}

/** The date in a zone, `2026-11-24`. */
export const localDate = (ms: number, timezone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDate().toString();

/**
 * The instant of a local time, in milliseconds since the epoch. A time that the clocks skip is the next valid instant,
 * the end of the gap; one that they show twice is the first.
 */
export function toInstant(local: Temporal.PlainDateTime, timezone: string): number {
  const earlier = local.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(local)) return earlier.epochMilliseconds;
  const endOfGap = earlier.getTimeZoneTransition('next');
  return (endOfGap ?? local.toZonedDateTime(timezone, { disambiguation: 'later' })).epochMilliseconds;
}
