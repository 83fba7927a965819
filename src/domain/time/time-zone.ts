import { Temporal } from 'temporal-polyfill';

/** Null: it is none. */
const known = new Map<string, string | null>();
/** Names that were asked for and kept; there are some 600 real ones, none of more than 32 characters. */
const MAX_KNOWN = 2_000;
const MAX_LENGTH = 64;
/** With white space around it. */
const MAX_WRITTEN = 1_000;

/** Whether it is the IANA name of a time zone, `Europe/Madrid` or `UTC`, in any case; plain offsets are not. */
export const isTimeZone = (text: string): boolean => find(text) !== null;

/** The time zone that a person or a program wrote, by its IANA name in the case of the registry; null when it is none. */
export const readTimeZone = (written: string): string | null =>
  written.length > MAX_WRITTEN ? null : find(written.trim());

function find(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const name = /^[A-Za-z]/.test(text) ? resolved(text) : null;
  if (known.size < MAX_KNOWN) known.set(text, name);
  return name;
}

function resolved(text: string): string | null {
  try {
    // each knows names that the other does not: `PST`, `T10Z`
    new Intl.DateTimeFormat('en', { timeZone: text });
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null; // the only way they have to say no
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
