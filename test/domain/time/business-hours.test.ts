import fc from 'fast-check';
import { DEFAULT_SETTINGS, WEEKDAYS } from '../../../src/domain/account/settings';
import type { BusinessHours, Window } from '../../../src/domain/account/settings';
import { findSpan, nextOpening, parseLocalTime } from '../../../src/domain/time/business-hours';
import { tried } from '../../properties';
import { DAY, wallClock } from './wall-clock';

const { businessHours: OFFICE } = DEFAULT_SETTINGS;

/** 2026-11-23 was a Monday. */
function opening(at: string, businessHours: BusinessHours, timezone = 'UTC', closedDates: readonly string[] = []) {
  const next = nextOpening(Date.parse(at), { businessHours, closedDates }, timezone);
  return next === null ? null : new Date(next).toISOString();
}

describe('the next opening', () => {
  it('is now inside a window, which is open from its first instant to before its last', () => {
    expect(opening('2026-11-23T08:59:59.999Z', OFFICE)).toBe('2026-11-23T09:00:00.000Z');
    expect(opening('2026-11-23T09:00:00.000Z', OFFICE)).toBe('2026-11-23T09:00:00.000Z');
    expect(opening('2026-11-23T12:34:56.789Z', OFFICE)).toBe('2026-11-23T12:34:56.789Z');
    expect(opening('2026-11-23T16:59:59.999Z', OFFICE)).toBe('2026-11-23T16:59:59.999Z');
    expect(opening('2026-11-23T17:00:00.000Z', OFFICE)).toBe('2026-11-24T09:00:00.000Z');
  });

  it('is after the weekend', () => {
    expect(opening('2026-11-27T17:00:00.000Z', OFFICE)).toBe('2026-11-30T09:00:00.000Z');
  });

  it('is in local time', () => {
    expect(opening('2026-11-23T06:00:00.000Z', OFFICE, 'Asia/Kathmandu')).toBe('2026-11-23T06:00:00.000Z');
    expect(opening('2026-11-23T12:00:00.000Z', OFFICE, 'Asia/Kathmandu')).toBe('2026-11-24T03:15:00.000Z');
  });

  it('may be one of several on a day, in any order', () => {
    const mon: readonly Window[] = [
      ['13:00', '17:00'],
      ['09:00', '12:00'],
    ];
    expect(opening('2026-11-23T08:00:00.000Z', { mon })).toBe('2026-11-23T09:00:00.000Z');
    expect(opening('2026-11-23T12:00:00.000Z', { mon })).toBe('2026-11-23T13:00:00.000Z');
    expect(opening('2026-11-23T17:00:00.000Z', { mon })).toBe('2026-11-30T09:00:00.000Z');
  });

  it('goes on without a break where windows meet, also at midnight', () => {
    const hours: BusinessHours = {
      mon: [['20:00', '24:00']],
      tue: [
        ['00:00', '02:00'],
        ['02:00', '03:00'],
      ],
    };
    for (const at of ['2026-11-23T23:59:59.999Z', '2026-11-24T00:00:00.000Z', '2026-11-24T02:00:00.000Z'])
      expect(opening(at, hours)).toBe(at);
    expect(opening('2026-11-24T03:00:00.000Z', hours)).toBe('2026-11-30T20:00:00.000Z');
  });

  it('may lie in a window of the day before that goes on over midnight', () => {
    const hours: BusinessHours = { mon: [['22:00', '06:00']] };
    expect(opening('2026-11-23T05:00:00.000Z', hours)).toBe('2026-11-23T22:00:00.000Z');
    expect(opening('2026-11-24T05:59:59.999Z', hours)).toBe('2026-11-24T05:59:59.999Z');
    expect(opening('2026-11-24T06:00:00.000Z', hours)).toBe('2026-11-30T22:00:00.000Z');
  });

  it('is not on a closed date, whose windows stay shut to their end', () => {
    expect(opening('2026-11-23T12:00:00.000Z', OFFICE, 'UTC', ['2026-11-23', '2026-11-24'])).toBe(
      '2026-11-25T09:00:00.000Z',
    );
    const nights: BusinessHours = { mon: [['22:00', '06:00']], tue: [['22:00', '06:00']] };
    expect(opening('2026-11-24T01:00:00.000Z', nights, 'UTC', ['2026-11-23'])).toBe('2026-11-24T22:00:00.000Z');
    expect(opening('2026-11-24T01:00:00.000Z', nights, 'UTC', ['2026-11-24'])).toBe('2026-11-24T01:00:00.000Z');
  });

  it('closes the dates of the zone, not of UTC', () => {
    expect(opening('2026-11-23T20:00:00.000Z', OFFICE, 'Pacific/Apia', ['2026-11-24'])).toBe(
      '2026-11-24T20:00:00.000Z',
    );
  });

  it.each([
    ['a day without windows', { mon: [] }],
    ['no day at all', {}],
  ])('is none with %s', (_, hours) => {
    expect(opening('2026-11-23T12:00:00.000Z', hours)).toBeNull();
  });

  it('is none when it is more than 400 days away', () => {
    const dates = (days: number) =>
      Array.from({ length: days }, (_, i) => new Date(Date.UTC(2026, 10, 23 + i)).toISOString().slice(0, 10));
    const daily = Object.fromEntries(WEEKDAYS.map((day) => [day, [['09:00', '17:00']]])) as BusinessHours;
    expect(opening('2026-11-23T12:00:00.000Z', daily, 'UTC', dates(400))).toBe('2027-12-28T09:00:00.000Z');
    expect(opening('2026-11-23T12:00:00.000Z', daily, 'UTC', dates(401))).toBeNull();
  });
});

describe('a window on the day of a clock change', () => {
  const sunday = (open: string, close: string): BusinessHours => ({ sun: [[open, close]] });

  it.each([
    ['opens in the gap: at its end', '2026-03-29T00:00:00.000Z', sunday('02:30', '05:00'), '2026-03-29T01:00:00.000Z'],
    ['lies in the gap: never', '2026-03-29T00:00:00.000Z', sunday('02:15', '02:45'), '2026-04-05T00:15:00.000Z'],
    ['closes in the gap: at its end', '2026-03-29T01:00:00.000Z', sunday('01:00', '02:30'), '2026-04-04T23:00:00.000Z'],
    [
      'opens in the repeated hour: the first time',
      '2026-10-25T00:00:00.000Z',
      sunday('02:30', '05:00'),
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'lies in the repeated hour: the first time',
      '2026-10-25T00:45:00.000Z',
      sunday('02:15', '02:45'),
      '2026-11-01T01:15:00.000Z',
    ],
    [
      'closes in the repeated hour: the first time',
      '2026-10-25T00:30:00.000Z',
      sunday('01:00', '02:30'),
      '2026-11-01T00:00:00.000Z',
    ],
    ['goes on through both hours', '2026-10-25T01:59:00.000Z', sunday('01:00', '05:00'), '2026-10-25T01:59:00.000Z'],
  ])('%s', (_, at, hours, expected) => {
    expect(opening(at, hours, 'Europe/Berlin')).toBe(expected);
  });
});

/** Spans of twelve days with a clock change on the fourth, or none. */
const SPANS = [
  ['Europe/Berlin', '2026-03-26T00:00:00Z'],
  ['Europe/Berlin', '2026-10-22T00:00:00Z'],
  ['America/New_York', '2026-03-05T00:00:00Z'],
  ['America/New_York', '2026-10-29T00:00:00Z'],
  ['America/St_Johns', '2007-03-08T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-02T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-01T00:00:00Z'],
  ['Asia/Kathmandu', '2026-11-20T00:00:00Z'],
  ['Pacific/Apia', '2011-12-27T00:00:00Z'],
] as const;

const MINUTE = 60_000;
const SPAN_MINUTES = 12 * 24 * 60;

/** What the clocks show at every minute of a span. */
const scans = new Map(
  SPANS.map(([timezone, from]) => {
    const start = Date.parse(from);
    const wall = wallClock(timezone);
    return [
      `${timezone} ${from}`,
      { timezone, start, shown: Array.from({ length: SPAN_MINUTES }, (_, i) => wall(start + i * MINUTE)) },
    ];
  }),
);

/** Which minutes are open, told by the clocks alone: each window from the first minute that shows its open, or later, to that of its close. */
function openMinutes(
  shown: readonly number[],
  businessHours: BusinessHours,
  closedDates: readonly string[],
): readonly boolean[] {
  const open = shown.map(() => false);
  const first = (local: number): number => {
    const index = shown.findIndex((time) => time >= local);
    return index < 0 ? shown.length : index;
  };
  const midnight = Math.floor((shown[0] ?? 0) / DAY) * DAY;
  for (let date = midnight - DAY; date < midnight + 14 * DAY; date += DAY) {
    if (closedDates.includes(new Date(date).toISOString().slice(0, 10))) continue;
    const weekday = WEEKDAYS[(new Date(date).getUTCDay() + 6) % 7] ?? 'mon';
    for (const [from, to] of businessHours[weekday] ?? []) {
      const opens = date + Number(parseLocalTime(from)) * MINUTE;
      const closes = date + Number(parseLocalTime(to)) * MINUTE + (to <= from ? DAY : 0);
      open.fill(true, first(opens), first(closes));
    }
  }
  return open;
}

describe('opening times, by a scan of every minute', () => {
  const times = fc
    .nat(95)
    .map(
      (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
    );
  const windows = fc.tuple(times, fc.oneof(times, fc.constant('24:00'))).filter(([open, close]) => open !== close);
  const hours = fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, fc.array(windows, { maxLength: 2 })])), {
    requiredKeys: [],
  }) as fc.Arbitrary<BusinessHours>;

  it('begin at the instant that is told: it is open, and no earlier one is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scans.values()),
        hours,
        fc.uniqueArray(fc.nat(11), { maxLength: 3 }),
        fc.nat(2 * DAY),
        ({ timezone, start, shown }, businessHours, closed, after) => {
          const closedDates = closed.map((day) => new Date(start + day * DAY).toISOString().slice(0, 10));
          const open = openMinutes(shown, businessHours, closedDates);
          const from = Math.floor(after / MINUTE);
          const next = nextOpening(start + after, { businessHours, closedDates }, timezone);
          const expected = open.indexOf(true, from);
          if (expected < 0) expect(next ?? Infinity).toBeGreaterThanOrEqual(start + SPAN_MINUTES * MINUTE);
          else expect(next).toBe(expected === from ? start + after : start + expected * MINUTE);
        },
      ),
      tried(500),
    );
  });

  it('are the same, however often they are asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scans.values()),
        hours,
        fc.nat(8 * DAY),
        ({ timezone, start }, businessHours, after) => {
          const next = nextOpening(start + after, { businessHours, closedDates: [] }, timezone);
          if (next !== null) expect(nextOpening(next, { businessHours, closedDates: [] }, timezone)).toBe(next);
          else expect(Object.values(businessHours).flat()).toEqual([]);
        },
      ),
    );
  });
});

describe('an opening that was found before', () => {
  const time = fc
    .nat(24 * 60 - 1)
    .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);
  const windows = fc.tuple(time, fc.oneof(time, fc.constant('24:00'))).filter(([open, close]) => open !== close);
  const hours = fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, fc.array(windows, { maxLength: 3 })])), {
    requiredKeys: [],
  }) as fc.Arbitrary<BusinessHours>;

  it('is what would be found anew, for any instants in any order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SPANS),
        hours,
        fc.uniqueArray(fc.nat(11), { maxLength: 4 }),
        fc.array(fc.nat(8 * 24 * 60), { minLength: 2, maxLength: 6 }),
        fc.boolean(),
        ([timezone, from], businessHours, closed, minutes, isAlsoElsewhere) => {
          const start = Date.parse(from);
          const closedDates = closed.map((day) => new Date(start + day * DAY).toISOString().slice(0, 10));
          const shared = { businessHours, closedDates };
          const instants = minutes.map((minute) => start + minute * MINUTE);
          // what was found leads to the edges of spans, where a mistake would show
          const edges = instants.flatMap((at) => nextOpening(at, shared, timezone) ?? []);
          for (const at of [...instants, ...edges.flatMap((edge) => [edge - 1, edge, edge + 1])]) {
            if (isAlsoElsewhere) nextOpening(at, shared, 'Europe/Madrid');
            expect(nextOpening(at, shared, timezone)).toBe(findSpan(at, shared, timezone)?.opens ?? null);
          }
        },
      ),
      tried(100),
    );
  });

  it('is another one after the hours, the closed dates or the zone have changed', () => {
    const at = Date.parse('2026-11-23T08:00:00.000Z');
    const open = { businessHours: OFFICE, closedDates: [] as readonly string[] };
    const later: BusinessHours = { ...OFFICE, mon: [['11:00', '17:00']] };
    const ask = (hours: typeof open, timezone = 'UTC') => new Date(nextOpening(at, hours, timezone) ?? 0).toISOString();
    expect(ask(open)).toBe('2026-11-23T09:00:00.000Z');
    expect(ask({ ...open, businessHours: later })).toBe('2026-11-23T11:00:00.000Z');
    expect(ask({ ...open, closedDates: ['2026-11-23'] })).toBe('2026-11-24T09:00:00.000Z');
    expect(ask(open, 'America/New_York')).toBe('2026-11-23T14:00:00.000Z');
    expect(ask(open)).toBe('2026-11-23T09:00:00.000Z');
  });

  it('is kept for so many zones, and right for more', () => {
    const hours = { businessHours: OFFICE, closedDates: [] };
    const zones = Intl.supportedValuesOf('timeZone').slice(0, 60);
    const at = Date.parse('2026-11-23T03:00:00.000Z');
    for (const zone of [...zones, ...zones])
      expect(nextOpening(at, hours, zone)).toBe(findSpan(at, hours, zone)?.opens);
  });
});

describe('a local time of day', () => {
  it.each([
    ['00:00', 0],
    ['09:30', 570],
    ['23:59', 1439],
    ['24:00', 1440],
  ])('%s is minute %i', (text, minute) => {
    expect(parseLocalTime(text)).toBe(minute);
  });

  it.each(['24:01', '25:00', '09:60', '9:00', '09:0', '0900', '09:00:00', '-1:00', '', '09:00 '])(
    'is not %j',
    (text) => {
      expect(parseLocalTime(text)).toBeNull();
    },
  );
});
