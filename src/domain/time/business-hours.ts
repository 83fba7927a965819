import { Temporal } from 'temporal-polyfill';
import { WEEKDAYS } from '../account/settings';
import type { AccountSettings, Window } from '../account/settings';
import { toInstant } from './time-zone';

/** How far ahead an opening is looked for, in days. */
const HORIZON_DAYS = 400;

type Hours = Pick<AccountSettings, 'businessHours' | 'closedDates'>;

/** Minutes since midnight of `09:00` to `24:00`; null when it is no such time. */
export function parseLocalTime(text: string): number | null {
  const match = /^(\d\d):(\d\d)$/.exec(text);
  const [hours, minutes] = [Number(match?.[1] ?? 99), Number(match?.[2] ?? 99)];
  const time = hours * 60 + minutes;
  return minutes < 60 && time <= 24 * 60 ? time : null;
}

/** Closed from the first of three instants to before the second, open from there to before the third. */
interface Span {
  readonly from: number;
  readonly opens: number;
  readonly closes: number;
}

/** Zones that a span is kept for, of one account's hours. */
const MOST_ZONES = 50;
/** The span that was found last, by the hours, which never change, and the zone. */
const spans = new WeakMap<object, WeakMap<object, Map<string, Span>>>();

/**
 * The time itself when it lies in a window, else the next opening; null when there is none in the next 400 days. A window
 * belongs to the day it opens on, also when it closes on the next one, and a closed date shuts the windows of its day.
 *
 * Many ask for the same opening, each at an instant of its own: what was found serves every instant of its span.
 *
 * @param at milliseconds since the epoch
 * @param timezone IANA name
 */
export function nextOpening(at: number, hours: Hours, timezone: string): number | null {
  const ofZones = spansOf(hours);
  let span = ofZones.get(timezone);
  if (span === undefined || at < span.from || at >= span.closes) {
    const found = findSpan(at, hours, timezone);
    if (found === null) return null;
    if (ofZones.size >= MOST_ZONES) ofZones.clear();
    ofZones.set(timezone, (span = found));
  }
  return Math.max(at, span.opens);
}

function spansOf({ businessHours, closedDates }: Hours): Map<string, Span> {
  const ofHours = spans.get(businessHours) ?? new WeakMap<object, Map<string, Span>>();
  const ofZones = ofHours.get(closedDates) ?? new Map<string, Span>();
  spans.set(businessHours, ofHours.set(closedDates, ofZones));
  return ofZones;
}

/** From `at` to the end of the next window. */
export function findSpan(at: number, { businessHours, closedDates }: Hours, timezone: string): Span | null {
  if (Object.values(businessHours).every(({ length }) => length === 0)) return null;
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
  for (let day = -1; day <= HORIZON_DAYS; day++) {
    const date = today.add({ days: day });
    const weekday = WEEKDAYS[date.dayOfWeek - 1] ?? 'mon';
    const windows = businessHours[weekday];
    if (windows === undefined || windows.length === 0 || closedDates.includes(date.toString())) continue;
    const span = firstSpan(at, date, windows, timezone);
    if (span !== null) return span;
  }
  return null;
}

/** To the end of that of the day's windows which is the first to be open from `at` on. */
function firstSpan(at: number, date: Temporal.PlainDate, windows: readonly Window[], timezone: string): Span | null {
  const found = windows.flatMap(([open, close]): readonly Span[] => {
    const [from, to] = [parseLocalTime(open) ?? 0, parseLocalTime(close) ?? 0];
    const closes = instantOf(date, to <= from ? to + 24 * 60 : to, timezone);
    const opens = instantOf(date, from, timezone);
    return closes <= at || closes <= opens ? [] : [{ from: at, opens: Math.max(at, opens), closes }];
  });
  return found.sort((a, b) => a.opens - b.opens)[0] ?? null;
}

const instantOf = (date: Temporal.PlainDate, minutes: number, timezone: string): number => {
  const local = date.add({ days: Math.floor(minutes / (24 * 60)) });
  const time = { hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 };
  return toInstant(local.toPlainDateTime(time), timezone);
};
