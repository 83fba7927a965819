import { Temporal } from 'temporal-polyfill';
import { toInstant } from './time-zone';

/** An ISO 8601 duration of whole numbers, read once: the calendar part, and the exact part in milliseconds. */
export interface Duration {
  readonly sign: 1 | -1;
  readonly years: number;
  readonly months: number;
  /** Weeks are seven days. */
  readonly days: number;
  /** Hours, minutes and seconds. */
  readonly exactMs: number;
}

const PATTERN = /^([+-]?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
/** Digits of the longest number: what is longer is no duration that anybody means. */
const MAX_DIGITS = 9;

const DAY_MS = 86_400_000;
/** The most that one delay may last in all; a month counts as 31 days here and a year as 366. */
const MAX_DELAY_MS = 400 * DAY_MS;

/** Null when the text is not a duration. */
export function parseDuration(text: string): Duration | null {
  const match = PATTERN.exec(text);
  if (match === null || /[PT]$/.test(text)) return null;
  const parts = match.slice(2);
  if (parts.some((part: string | undefined) => part !== undefined && part.length > MAX_DIGITS)) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .map(Number)
    .map((n) => n || 0);
  return {
    sign: match[1] === '-' ? -1 : 1,
    years,
    months,
    days: weeks * 7 + days,
    exactMs: ((hours * 60 + minutes) * 60 + seconds) * 1000,
  };
}

/** What is wrong with a delay's duration; null when nothing is. */
export function checkDelay(text: string): string | null {
  const duration = parseDuration(text);
  if (duration === null) return 'is not an ISO 8601 duration such as P2D or PT90M';
  if (duration.sign < 0) return 'must not be negative';
  const longest = (duration.years * 366 + duration.months * 31 + duration.days) * DAY_MS + duration.exactMs;
  return longest > MAX_DELAY_MS ? 'is longer than 400 days' : null;
}

/**
 * A time moved by a duration: days and larger by the calendar of the zone, so that the local time of day stays; then
 * hours and smaller as exact time.
 * @param from milliseconds since the epoch
 * @param timezone IANA name
 */
export function addDuration(from: number, duration: Duration, timezone: string): number {
  const { sign, years, months, days, exactMs } = duration;
  return calendarPart(from, sign * years, sign * months, sign * days, timezone) + sign * exactMs;
}

function calendarPart(from: number, years: number, months: number, days: number, timezone: string): number {
  if (years === 0 && months === 0 && days === 0) return from;
  const local = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone).toPlainDateTime();
  return toInstant(local.add({ years, months, days }), timezone);
}
