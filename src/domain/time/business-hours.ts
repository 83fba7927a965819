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

/**
 * The time itself when it lies in a window, else the next opening; null when there is none in the next 400 days. A window
 * belongs to the day it opens on, also when it closes on the next one, and a closed date shuts the windows of its day.
 * @param at milliseconds since the epoch
 * @param timezone IANA name
 */
export function nextOpening(at: number, { businessHours, closedDates }: Hours, timezone: string): number | null {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
  for (let day = -1; day <= HORIZON_DAYS; day++) {
    const date = today.add({ days: day });
    const weekday = WEEKDAYS[date.dayOfWeek - 1] ?? 'mon';
    const windows = businessHours[weekday];
    if (windows === undefined || windows.length === 0 || closedDates.includes(date.toString())) continue;
    const opening = firstOpening(at, date, windows, timezone);
    if (opening !== null) return opening;
  }
  return null;
}

/** The earliest instant from `at` on at which one of the day's windows is open. */
function firstOpening(
  at: number,
  date: Temporal.PlainDate,
  windows: readonly Window[],
  timezone: string,
): number | null {
  const openings = windows.flatMap(([open, close]) => {
    const [from, to] = [parseLocalTime(open) ?? 0, parseLocalTime(close) ?? 0];
    const closes = instantOf(date, to <= from ? to + 24 * 60 : to, timezone);
    const opens = instantOf(date, from, timezone);
    return closes <= at || closes <= opens ? [] : [Math.max(at, opens)];
  });
  return openings.length === 0 ? null : Math.min(...openings);
}

const instantOf = (date: Temporal.PlainDate, minutes: number, timezone: string): number => {
  const local = date.add({ days: Math.floor(minutes / (24 * 60)) });
  const time = { hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 };
  return toInstant(local.toPlainDateTime(time), timezone);
};
