import { Temporal } from 'temporal-polyfill';
import { isAbsent } from '../absent';
import type { Json } from '../../kernel/message';
import { parseTime } from '../time/parse-time';
import { isTimeZone, toInstant } from '../time/time-zone';
import type { Filter } from './filter-costs';
import { checkFormat, formatDate } from './format-date';
import type { LocalTime } from './format-date';
import { toText } from './to-text';

/** Characters of a text that is a date. */
const MAX_LENGTH = 100;
const DEFAULT_FORMAT = '%A, %B %-e, %Y at %-l:%M %P %z';
/** Characters of `20261124`. */
const BASIC_DATE = 8;
/** Units of a character of a format, of which two may say a whole date and time. */
const FORMATTED = 40;
/** The times that there are, milliseconds from the epoch. */
const FARTHEST = 8.64e15;

/**
 * Liquid's own, but `now` and `today` are the rendering's, and dates are shown in its zone unless another is named; a
 * date without a zone is a local time there. What is absent or no date stays as it is.
 * @throws Error for a format or a zone that is none
 */
export const dateFilter: Filter = function (value, format, timezone) {
  const { now, timezone: zone, work } = this.context.rendering;
  if (isAbsent(value as Json)) return value;
  const shownIn = timezone === undefined || timezone === null ? zone : zoneNamed(timezone);
  const at = instantOf(value, now, typeof shownIn === 'string' ? shownIn : 'UTC');
  if (at === null) return value;
  const told = isAbsent(format as Json) ? DEFAULT_FORMAT : toText(format);
  const wrong = checkFormat(told);
  if (wrong !== null) throw new Error(wrong);
  work.use(told.length * FORMATTED);
  return formatDate(localTime(at, shownIn), told);
};

/** The name of a zone, or an offset from UTC in minutes. */
type Zone = string | number;

function zoneNamed(timezone: unknown): Zone {
  if (typeof timezone === 'number' && Math.abs(timezone) <= 24 * 60) return -timezone;
  const text = String(timezone);
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  if (offset !== null) return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  if (!isTimeZone(text)) throw new Error(`${JSON.stringify(text.slice(0, 64))} is not the name of a time zone`);
  return text;
}

/** Where seconds since the epoch would be beyond the year 5138, and milliseconds are of 1973 or later; and where both are beyond it. */
const MILLISECONDS = 1e11;
const NEITHER = 1e14;

/** A number counts seconds since the epoch, or milliseconds where it is as large as those of our days. */
function instantOfNumber(number: number): number | null {
  const size = Math.abs(number);
  if (size >= NEITHER) return null;
  return size >= MILLISECONDS ? number : number * 1_000;
}

/** Milliseconds since the epoch; null for what is no date. A text of eight digits is a date of ISO 8601 where it can be. */
function instantOf(value: unknown, now: number, zone: string): number | null {
  if (value === 'now' || value === 'today') return now;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const text = String(value).trim();
  if (text.length > MAX_LENGTH) return null;
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  if (isNumber && !(typeof value === 'string' && text.length === BASIC_DATE)) return instantOfNumber(Number(text));
  const at = parseTime(text, zone) ?? (isNumber ? instantOfNumber(Number(text)) : parseOther(text, zone));
  return at !== null && Math.abs(at) <= FARTHEST ? at : null;
}

/** What ISO 8601 would be, were it a date: the 30th of February is none, though JavaScript reads it. */
const LIKE_ISO = /^\d{4}-\d\d/;
/** A zone, as JavaScript reads it, and what stands in brackets after it. */
const ZONE = / ?(\b(gmt|utc|[ecmp][sd]t)\b|(?<=\d)z\b)?([+-]\d\d:?\d\d)? ?(\([^()]*\))?$/i;
const MIDDLE_ZONE = /\b(gmt|utc|[ecmp][sd]t)\b(?=.*\d{4}$)/i;

/** `Nov 24, 2026 10:00`, `Tue, 24 Nov 2026 10:00:00 GMT`, `11/24/2026`, and what else JavaScript reads as the date that it says. */
function parseOther(written: string, zone: string): number | null {
  if (LIKE_ISO.test(written)) return null;
  const text = written.replace(/\s+/g, ' ');
  const local = text.replace(MIDDLE_ZONE, '').replace(ZONE, '');
  const shown = new Date(Date.parse(`${local} UTC`));
  if (Number.isNaN(shown.getTime()) || !says(local, shown)) return null;
  if (local !== text) return Date.parse(text);
  return toInstant(Temporal.PlainDateTime.from(shown.toISOString().slice(0, -1)), zone);
}

const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d\d|\d{4})(?!\d|\/)/;
const MONTH = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/;
const WORD =
  /^(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?|mon(day)?|tue(s|sday)?|wed(nesday)?|thu(r|rs|rsday)?|fri(day)?|sat(urday)?|sun(day)?|am|pm)$/;

/** JavaScript reads `Room 12` as a December, and the 31st of November as the next day: only what a text says is its date. */
function says(text: string, date: Date): boolean {
  const [month, day, year] = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCFullYear()];
  const slashed = SLASHED.exec(text);
  if (slashed !== null) return Number(slashed[1]) === month && Number(slashed[2]) === day;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const months = words.flatMap((word) => MONTH.exec(word)?.slice(0, 1) ?? []);
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  const isNamed =
    months.length === 1 && months[0] === SHORT_MONTHS[month - 1] && words.every((word) => WORD.test(word));
  return isNamed && numbers.includes(day) && text.includes(String(year).padStart(4, '0'));
}

const SHORT_MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function localTime(at: number, zone: Zone): LocalTime {
  const minutes =
    typeof zone === 'number'
      ? zone
      : Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(zone).offsetNanoseconds / 60e9;
  return { at, shown: new Date(at + minutes * 60_000), offsetMinutes: Math.trunc(minutes), zone };
}
