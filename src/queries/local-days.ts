import { Temporal } from 'temporal-polyfill';
import { dayKey, QUARTER_MS } from '../../projections/overview-stats.day';
import type { Quarter, WorkflowDay } from '../../projections/overview-stats.day';

/** How many days an overview shows, today included. */
const DAYS = 30;
const DAY_MS = 86_400_000;

/** A day of a time zone, 23 to 25 hours: milliseconds since the epoch, half-open. */
export interface LocalDay {
  /** `2026-11-24`. */
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

export interface DayCounts {
  readonly date: string;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
}

/** Whether a completed or failed run counts on the day it ended or on the day it started. */
export type CountedBy = 'finished' | 'started';

/**
 * The last 30 days of a time zone, today the last.
 *
 * @param now milliseconds since the epoch
 * @param timezone IANA name
 */
export function lastDays(now: number, timezone: string): readonly LocalDay[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone).toPlainDate();
  const startOf = (date: Temporal.PlainDate): number => date.toZonedDateTime(timezone).epochMilliseconds;
  const days: LocalDay[] = [];
  let end = startOf(today.add({ days: 1 }));
  for (let ago = 0; ago < DAYS; ago++) {
    const date = today.subtract({ days: ago });
    const start = startOf(date);
    days.push({ date: date.toString(), start, end });
    end = start;
  }
  return days.reverse();
}

/** The keys of a workflow's UTC days that these local days lie in. */
export const dayKeys = (workflowId: string, days: readonly LocalDay[]): readonly string[] => {
  const utcDays = new Set(days.flatMap(({ start, end }) => [utcDay(start), utcDay(end - 1)]));
  return Array.from(utcDays, (day) => dayKey(workflowId, new Date(day * DAY_MS).toISOString().slice(0, 10)));
};

/** What one workflow's documents say of each of these days. */
export function countsByDay(
  documents: Iterable<WorkflowDay>,
  days: readonly LocalDay[],
  by: CountedBy,
): readonly DayCounts[] {
  const quartersOf = new Map(Array.from(documents, ({ date, quarters }) => [utcDay(Date.parse(date)), quarters]));
  return days.map(({ date, start, end }) => {
    const counts = { date, started: 0, completed: 0, failed: 0 };
    for (let time = start; time < end; time += QUARTER_MS) {
      const quarter = quartersOf.get(utcDay(time))?.[(time % DAY_MS) / QUARTER_MS];
      if (quarter === undefined) continue;
      const { completed, failed } = endsOf(quarter, by);
      counts.started += quarter.started;
      counts.completed += completed;
      counts.failed += failed;
    }
    return counts;
  });
}

const endsOf = (quarter: Quarter, by: CountedBy): { completed: number; failed: number } =>
  by === 'finished' ? quarter : { completed: quarter.completedByStart, failed: quarter.failedByStart };

const utcDay = (time: number): number => Math.floor(time / DAY_MS);
