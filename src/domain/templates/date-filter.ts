import { Temporal } from 'temporal-polyfill';
import { isAbsent } from '../absent';
import type { Json } from '../../kernel/message';
import { parseTime } from '../time/parse-time';
import { isTimeZone, toInstant } from '../time/time-zone';
import type { Filter } from './filter-costs';
import { formatDate } from './format-date';
import type { LocalTime } from './format-date';

/** Characters of a format, and of a text that is a date. */
const MAX_LENGTH = 100;
const DEFAULT_FORMAT = '%A, %B %-e, %Y at %-l:%M %P %z';
/** The times that there are, milliseconds from the epoch. */
const FARTHEST = 8.64e15;

/**
 * Liquid's own, but `now` and `today` are the rendering's, and dates are shown in its zone unless another is named; a
 * date without a zone is a local time there. What is absent or no date stays as it is.
 * @throws Error for a format or a zone that is none
 */
export const dateFilter: Filter = function (value, format, timezone) {
  const { now, timezone: zone } = this.context.rendering;
  if (isAbsent(value as Json)) return value;
  const shownIn = timezone === undefined || timezone === null ? zone : zoneNamed(timezone);
  const at = instantOf(value, now, typeof shownIn === 'string' ? shownIn : 'UTC');
  if (at === null) return value;
  const told = isAbsent(format as Json) ? DEFAULT_FORMAT : String(format);
  if (told.length > MAX_LENGTH) throw new Error(`the format of a date must have at most ${MAX_LENGTH} characters`);
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

/** Milliseconds since the epoch; a number, also as a text, is of seconds. Null for what is no date. */
function instantOf(value: unknown, now: number, zone: string): number | null {
  if (value === 'now' || value === 'today') return now;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const text = String(value).trim();
  if (text.length > MAX_LENGTH) return null;
  const at = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : (parseTime(text, zone) ?? parseOther(text, zone));
  return at !== null && Math.abs(at) <= FARTHEST ? at : null;
}

/** A zone at the end of a text, as JavaScript reads it. */
const WITH_ZONE = /([+-]\d\d:?\d\d|\b(z|gmt|utc|[ecmp][sd]t))( *\(.*\))?$/i;
/** What ISO 8601 would be, were it a date: the 30th of February is none, though JavaScript reads it. */
const LIKE_ISO = /^\d{4}-\d\d/;

/** `Nov 24, 2026 10:00`, `Tue, 24 Nov 2026 10:00:00 GMT`, and what else JavaScript reads as a date. */
function parseOther(text: string, zone: string): number | null {
  if (LIKE_ISO.test(text)) return null;
  const isPlaced = WITH_ZONE.test(text);
  const at = Date.parse(isPlaced ? text : `${text} UTC`);
  if (Number.isNaN(at)) return null;
  return isPlaced ? at : toInstant(Temporal.PlainDateTime.from(new Date(at).toISOString().slice(0, -1)), zone);
}

function localTime(at: number, zone: Zone): LocalTime {
  const minutes =
    typeof zone === 'number'
      ? zone
      : Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(zone).offsetNanoseconds / 60e9;
  return { at, shown: new Date(at + minutes * 60_000), offsetMinutes: Math.trunc(minutes), zone };
}
