import fc from 'fast-check';
import { countsByDay, dayKeys, lastDays } from '../../src/queries/local-days';
import type { CountedBy } from '../../src/queries/local-days';
import { overviewStats } from '../../projections/overview-stats';
import type { WorkflowDay } from '../../projections/overview-stats.day';
import type { Recorded } from '../../src/domain/events';
import { histories } from '../histories/run-history';
import { documentsOf } from '../projections/folding';

const ZONES = [
  'UTC',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/New_York',
  'America/Nuuk',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];

/** Independent of the arithmetic under test: the date that a calendar on the wall shows. */
const wallCalendar = (timezone: string) => {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' });
  return (at: string): string => format.format(new Date(at));
};

function overview(log: readonly Recorded[], workflowId: string, now: number, timezone: string, by: CountedBy) {
  const documents = documentsOf(overviewStats, log);
  const days = lastDays(now, timezone);
  const found = dayKeys(workflowId, days).flatMap((key) => documents.get(key) ?? []);
  return countsByDay(
    found.filter((document): document is WorkflowDay => document.kind === 'day'),
    days,
    by,
  );
}

describe('the last 30 days', () => {
  it('count each run on its local day, in any time zone, as counting one by one does', () => {
    const hour = 3_600_000;
    fc.assert(
      fc.property(
        histories(),
        fc.constantFrom(...ZONES),
        fc.constantFrom<CountedBy>('finished', 'started'),
        fc.nat(72 * hour),
        (log, timezone, by, sinceThen) => {
          const dateOf = wallCalendar(timezone);
          const now = Date.parse(log.at(-1)?.metadata.at ?? '') + sinceThen;
          const workflowId = 'acme-welcome';
          for (const day of overview(log, workflowId, now, timezone, by)) {
            const counted = { date: day.date, started: 0, completed: 0, failed: 0 };
            for (const { type, data, metadata } of log) {
              if (type !== 'RunStarted' && type !== 'RunCompleted' && type !== 'RunFailed') continue;
              if (data.workflowId !== workflowId) continue;
              if (dateOf(by === 'started' ? data.startedAt : metadata.at) !== day.date) continue;
              if (type === 'RunStarted') counted.started += 1;
              if (type === 'RunCompleted') counted.completed += 1;
              if (type === 'RunFailed') counted.failed += 1;
            }
            expect(day).toEqual(counted);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('end today, follow each other without a gap, and agree with the calendar on the wall', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        fc.constantFrom(...ZONES),
        (now, timezone) => {
          const dateOf = wallCalendar(timezone);
          const days = lastDays(now.getTime(), timezone);
          expect(days).toHaveLength(30);
          expect(days.at(-1)?.date).toBe(dateOf(now.toISOString()));
          for (const [index, { date, start, end }] of days.entries()) {
            expect(dateOf(new Date(start).toISOString())).toBe(date);
            expect(dateOf(new Date(end - 1).toISOString())).toBe(date);
            expect(days[index + 1]?.start ?? end).toBe(end);
          }
        },
      ),
    );
  });

  it('have 25 hours when the clocks go back', () => {
    const days = lastDays(Date.parse('2026-11-02T12:00:00Z'), 'America/New_York');
    const clocksGoBack = days.find(({ date }) => date === '2026-11-01');
    expect(clocksGoBack).toEqual({
      date: '2026-11-01',
      start: Date.parse('2026-11-01T04:00:00Z'),
      end: Date.parse('2026-11-02T05:00:00Z'),
    });
  });

  it('lie in 31 UTC days, or in 30 when the time zone is UTC', () => {
    const now = Date.parse('2026-11-24T10:00:00Z');
    expect(dayKeys('welcome', lastDays(now, 'UTC'))).toHaveLength(30);
    expect(dayKeys('welcome', lastDays(now, 'Asia/Kathmandu'))).toHaveLength(31);
    expect(dayKeys('welcome', lastDays(now, 'UTC')).at(-1)).toBe('welcome/2026-11-24');
  });
});
