import { Temporal } from 'temporal-polyfill';
import { toInstant } from './time-zone';

/** An ISO 8601 duration, read once: the calendar part in whole numbers, and the exact part in milliseconds. */
export interface Duration {
  readonly sign: 1 | -1;
  readonly years: number;
  readonly months: number;
  /** Weeks are seven days. */
  readonly days: number;
  /** Hours, minutes and seconds. */
  readonly exactMs: number;
}

/** At most nine digits: what is longer is no duration that anybody means. */
const whole = (unit: string): string => `(?:(\\d{1,9})${unit})?`;
/** The last of the exact units may have a fraction. */
const exact = (unit: string): string => `(?:(\\d{1,9}(?:[.,]\\d{1,9}(?=${unit}$))?)${unit})?`;
const CALENDAR = ['Y', 'M', 'W', 'D'].map(whole).join('');
const EXACT = ['H', 'M', 'S'].map(exact).join('');
const PATTERN = new RegExp(`^([+-]?)P(?=.)${CALENDAR}(?:T(?=.)${EXACT})?$`);

const DAY_MS = 86_400_000;
/** Milliseconds that one delay may last in all; a month counts as 31 days here, twelve of them as a year of 366. */
export const MAX_DELAY_MS = 400 * DAY_MS;
/** The farthest that a reminder may be from its date. */
const MAX_OFFSET_MS = 10 * 366 * DAY_MS;

/** Null when the text is not a duration. */
export function parseDuration(text: string): Duration | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((part: string | undefined) => Number(part?.replace(',', '.') ?? 0));
  return {
    sign: match[1] === '-' ? -1 : 1,
    years,
    months,
    days: weeks * 7 + days,
    exactMs: Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000),
  };
}

/** What is wrong with a delay's duration; null when nothing is. */
export function checkDelay(text: string): string | null {
  const duration = parseDuration(text);
  if (duration === null) return 'is not an ISO 8601 duration such as P2D or PT90M';
  if (duration.sign < 0) return 'must not be negative';
  return longestMs(duration) > MAX_DELAY_MS ? 'is longer than 400 days' : null;
}

/** What is wrong with a reminder's offset; null when nothing is. */
export function checkOffset(text: string): string | null {
  const duration = parseDuration(text);
  if (duration === null) return 'is not an ISO 8601 duration such as -PT24H';
  return longestMs(duration) > MAX_OFFSET_MS ? 'is longer than ten years' : null;
}

const longestMs = ({ years, months, days, exactMs }: Duration): number =>
  ((years + Math.floor(months / 12)) * 366 + (months % 12) * 31 + days) * DAY_MS + exactMs;

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
