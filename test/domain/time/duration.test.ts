import fc from 'fast-check';
import { addDuration, checkDelay, checkOffset, parseDuration } from '../../../src/domain/time/duration';
import type { Duration } from '../../../src/domain/time/duration';
import { tried } from '../../properties';
import { DAY, HOUR, ZONES, wallClock } from './wall-clock';

const NOTHING: Duration = { sign: 1, years: 0, months: 0, days: 0, exactMs: 0 };
const parsed = (text: string): Duration => parseDuration(text) ?? { ...NOTHING, exactMs: NaN };
const add = (from: string, duration: string, timezone: string): string =>
  new Date(addDuration(Date.parse(from), parsed(duration), timezone)).toISOString();

describe('a duration', () => {
  it.each<[string, Partial<Duration>]>([
    ['P2D', { days: 2 }],
    ['P2W', { days: 14 }],
    ['P1W2D', { days: 9 }],
    ['P1Y2M3D', { years: 1, months: 2, days: 3 }],
    ['PT36H', { exactMs: 36 * HOUR }],
    ['PT90M', { exactMs: 1.5 * HOUR }],
    ['PT1H30M15S', { exactMs: 5_415_000 }],
    ['P1DT12H', { days: 1, exactMs: 12 * HOUR }],
    ['PT1.5H', { exactMs: 1.5 * HOUR }],
    ['PT0,5M', { exactMs: 30_000 }],
    ['PT1M0.25S', { exactMs: 60_250 }],
    ['PT0.0004S', {}],
    ['PT0S', {}],
    ['P0D', {}],
    ['P007D', { days: 7 }],
    ['-PT24H', { sign: -1, exactMs: 24 * HOUR }],
    ['+P1D', { days: 1 }],
    ['P999999999D', { days: 999_999_999 }],
  ])('%s is %j', (text, parts) => {
    expect(parseDuration(text)).toEqual({ ...NOTHING, ...parts });
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '-P',
    '1D',
    'P1',
    'P1H',
    'PT1D',
    'PT1W',
    'P1S',
    'P1D2W',
    'P1M1Y',
    'PT1M1H',
    'PT1S1M',
    'P1.5D',
    'P0.5W',
    'PT1.5H30M',
    'PT.5S',
    'PT1.S',
    'P-1D',
    'PT1H-30M',
    '--P1D',
    'p1d',
    'P1d',
    'P 1D',
    ' P1D',
    'P1D ',
    'P1D\n',
    'P1DT1H1D',
    'P1000000000D',
    'P2026-11-24',
    '48h',
    'two days',
    'PT١H',
  ])('is not %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('a delay', () => {
  it.each(['P400D', 'P57W', 'P12M', 'P1Y', 'P1Y1M3D', 'P13M', 'P13M3D', 'PT9600H', 'PT576000M', 'P399DT24H', 'PT0S'])(
    'may last %s: 400 days or less',
    (text) => {
      expect(checkDelay(text)).toBeNull();
    },
  );

  it.each(['P401D', 'P58W', 'P14M', 'P2Y', 'P1Y1M4D', 'P13M4D', 'PT9600H0.001S', 'P400DT1S', 'PT999999999H'])(
    'may not last %s: more than 400 days',
    (text) => {
      expect(checkDelay(text)).toBe('is longer than 400 days');
    },
  );

  it('may last as long whether twelve months are called a year or not', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.nat(15), fc.nat(450), (years, months, days) => {
        const text = `P${years}Y${months}M${days}D`;
        expect(checkDelay(`P${years * 12 + months}M${days}D`)).toBe(checkDelay(text));
        expect(checkOffset(`-P${years * 12 + months}M${days}D`)).toBe(checkOffset(`-${text}`));
      }),
      tried(500),
    );
  });

  it('goes forwards', () => {
    expect(checkDelay('-PT1S')).toBe('must not be negative');
  });

  it('is at most 400 days long on every calendar', () => {
    const parts = fc.tuple(fc.nat(2), fc.nat(15), fc.nat(450), fc.nat(12_000));
    const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(parts, times, fc.constantFrom(...ZONES), ([years, months, days, hours], from, timezone) => {
        const text = `P${years}Y${months}M${days}DT${hours}H`;
        fc.pre(checkDelay(text) === null);
        const lasts = addDuration(from.getTime(), parsed(text), timezone) - from.getTime();
        // one more hour where the clocks went back meanwhile
        expect(lasts).toBeLessThanOrEqual(400 * DAY + HOUR);
      }),
    );
  });
});

describe("a reminder's offset", () => {
  it.each(['-PT24H', 'P1D', 'PT0S', '-P10Y', 'P120M'])('may be %s', (text) => {
    expect(checkOffset(text)).toBeNull();
  });

  it('is at most ten years, either way', () => {
    expect(checkOffset('P10Y1D')).toBe('is longer than ten years');
    expect(checkOffset('-P10Y1D')).toBe('is longer than ten years');
    expect(checkOffset('soon')).toBe('is not an ISO 8601 duration such as -PT24H');
  });
});

describe('a time moved by a duration', () => {
  it.each([
    ['Europe/Berlin', '2026-03-28T09:00:00.000Z', 'P1D', '2026-03-29T08:00:00.000Z', 'a day of 23 hours'],
    ['Europe/Berlin', '2026-03-28T09:00:00.000Z', 'PT24H', '2026-03-29T09:00:00.000Z', '24 hours all the same'],
    ['Europe/Berlin', '2026-10-24T09:00:00.000Z', 'P1D', '2026-10-25T10:00:00.000Z', 'a day of 25 hours'],
    ['Europe/Berlin', '2026-10-24T09:00:00.000Z', 'PT24H', '2026-10-25T09:00:00.000Z', '24 hours all the same'],
    ['Europe/Berlin', '2026-03-28T01:30:00.000Z', 'P1D', '2026-03-29T01:00:00.000Z', '02:30 is skipped: 03:00'],
    ['Europe/Berlin', '2026-10-24T00:30:00.000Z', 'P1D', '2026-10-25T00:30:00.000Z', '02:30 comes twice: the first'],
    ['Europe/Berlin', '2026-10-25T01:30:00.000Z', 'P1D', '2026-10-26T01:30:00.000Z', 'from the second 02:30'],
    ['America/New_York', '2026-03-07T07:30:00.000Z', 'P1D', '2026-03-08T07:00:00.000Z', '02:30 is skipped: 03:00'],
    ['America/New_York', '2026-10-31T05:30:00.000Z', 'P1D', '2026-11-01T05:30:00.000Z', '01:30 comes twice: the first'],
    ['America/St_Johns', '2026-03-07T12:00:00.000Z', 'P1W', '2026-03-14T11:00:00.000Z', 'a week less an hour'],
    ['Australia/Lord_Howe', '2026-10-02T15:45:00.000Z', 'P1D', '2026-10-03T15:30:00.000Z', '02:15 is skipped: 02:30'],
    ['Australia/Lord_Howe', '2026-10-02T23:00:00.000Z', 'P1D', '2026-10-03T22:30:00.000Z', 'a day of 23.5 hours'],
    [
      'Australia/Lord_Howe',
      '2026-04-03T14:45:00.000Z',
      'P1D',
      '2026-04-04T14:45:00.000Z',
      '01:45 comes twice: the first',
    ],
    ['Asia/Kathmandu', '2026-03-28T09:00:00.000Z', 'P1D', '2026-03-29T09:00:00.000Z', 'no clock change'],
    ['Pacific/Apia', '2011-12-30T08:00:00.000Z', 'P1D', '2011-12-30T10:00:00.000Z', 'a whole day is skipped'],
    ['Pacific/Apia', '2011-12-30T08:00:00.000Z', 'P2D', '2011-12-31T08:00:00.000Z', 'two days of 24 hours in all'],
    ['UTC', '2026-01-31T10:00:00.000Z', 'P1M', '2026-02-28T10:00:00.000Z', 'the last day of a shorter month'],
    ['UTC', '2028-02-29T10:00:00.000Z', 'P1Y', '2029-02-28T10:00:00.000Z', 'a leap day, a year on'],
    ['UTC', '2026-01-31T10:00:00.000Z', 'P1M1D', '2026-03-01T10:00:00.000Z', 'months first, then days'],
    ['Europe/Berlin', '2026-03-28T01:30:00.000Z', 'P1DT1H', '2026-03-29T02:00:00.000Z', 'days first, then hours'],
    [
      'Europe/Berlin',
      '2026-03-30T00:30:00.000Z',
      '-P1D',
      '2026-03-29T01:00:00.000Z',
      'backwards into the gap: its end',
    ],
    ['Europe/Berlin', '2026-03-30T08:00:00.000Z', '-PT24H', '2026-03-29T08:00:00.000Z', 'backwards in exact time'],
  ])('in %s: %s and %s is %s (%s)', (timezone, from, duration, expected) => {
    expect(add(from, duration, timezone)).toBe(expected);
  });

  const times = fc.integer({ min: Date.UTC(2006, 0), max: Date.UTC(2045, 0) });
  const zones = fc.constantFrom(...ZONES);
  const whole = fc.record({
    sign: fc.constant(1 as const),
    years: fc.nat(1),
    months: fc.nat(11),
    days: fc.nat(40),
    exactMs: fc.nat(3 * DAY),
  });

  it('never goes backwards', () => {
    fc.assert(
      fc.property(times, whole, zones, (from, duration, timezone) => {
        expect(addDuration(from, duration, timezone)).toBeGreaterThanOrEqual(from);
      }),
      tried(500),
    );
  });

  it('keeps the order of times, and their distance, when it is exact', () => {
    fc.assert(
      fc.property(times, times, fc.integer({ min: -DAY, max: DAY }), zones, (a, b, ms, timezone) => {
        const duration = { ...NOTHING, sign: ms < 0 ? (-1 as const) : (1 as const), exactMs: Math.abs(ms) };
        expect(addDuration(b, duration, timezone) - addDuration(a, duration, timezone)).toBe(b - a);
      }),
    );
  });

  it('shows the same time of day some days later, or the first that is not skipped', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 400 }), zones, (from, days, timezone) => {
        const wall = wallClock(timezone);
        const wanted = wall(from) + days * DAY;
        const moved = addDuration(from, { ...NOTHING, days }, timezone);
        expect(wall(moved)).toBeGreaterThanOrEqual(wanted);
        for (const before of [1, HOUR / 2, HOUR, DAY]) expect(wall(moved - before)).toBeLessThan(wanted);
      }),
      tried(500),
    );
  });
});
