import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { isTimeZone, localDate, toInstant } from '../../../src/domain/time/time-zone';
import { tried } from '../../properties';
import { DAY, HOUR, ZONES, wallClock } from './wall-clock';

const instantOf = (local: string, timezone: string): string =>
  new Date(toInstant(Temporal.PlainDateTime.from(local), timezone)).toISOString();

describe('a local time', () => {
  it.each([
    ['Europe/Berlin', '2026-07-01T12:00', '2026-07-01T10:00:00.000Z'],
    ['Asia/Kathmandu', '2026-07-01T12:00', '2026-07-01T06:15:00.000Z'],
    ['America/St_Johns', '2026-01-01T00:00', '2026-01-01T03:30:00.000Z'],
  ])('in %s, %s, is the instant %s', (timezone, local, instant) => {
    expect(instantOf(local, timezone)).toBe(instant);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T01:59:59.999', '2026-03-29T00:59:59.999Z'],
    ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T02:59:59.999', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['Europe/Berlin', '2090-03-26T02:30', '2090-03-26T01:00:00.000Z'],
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:00:00.000Z'],
    ['America/St_Johns', '2026-03-08T02:30', '2026-03-08T05:30:00.000Z'],
    ['America/St_Johns', '2007-03-11T00:30', '2007-03-11T03:31:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T03:00:00.000Z'],
    ['Africa/Casablanca', '2026-03-22T02:30', '2026-03-22T02:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00:00.000Z'],
  ])('that %s skips or ends skipping at, %s, is the next valid instant, %s', (timezone, local, instant) => {
    expect(instantOf(local, timezone)).toBe(instant);
  });

  it.each([
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['America/St_Johns', '2026-11-01T01:30', '2026-11-01T04:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z'],
    ['Pacific/Apia', '2010-04-03T23:30', '2010-04-04T10:30:00.000Z'],
  ])('that %s shows twice, %s, is the first, %s', (timezone, local, instant) => {
    const at = Date.parse(instant);
    expect(instantOf(local, timezone)).toBe(instant);
    expect(localDate(at, timezone)).toBe(local.slice(0, 10));
  });

  it('is the first instant at which the clocks show it, or a later time', () => {
    const locals = fc.date({ min: new Date('2005-01-01'), max: new Date('2045-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(locals, fc.constantFrom(...ZONES), (local, timezone) => {
        const wall = wallClock(timezone);
        const instant = toInstant(Temporal.PlainDateTime.from(local.toISOString().slice(0, -1)), timezone);
        expect(wall(instant)).toBeGreaterThanOrEqual(local.getTime());
        for (const before of [1, HOUR / 2, HOUR, DAY]) expect(wall(instant - before)).toBeLessThan(local.getTime());
      }),
      tried(500),
    );
  });
});

describe('the name of a time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'europe/berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'EST5EDT'])(
    'may be %s',
    (text) => {
      expect(isTimeZone(text)).toBe(true);
    },
  );

  it.each([
    '',
    '+02:00',
    '-05',
    'Z',
    'T10Z',
    'T10:00Z',
    'Europe',
    'Europe/Atlantis',
    ' UTC',
    'UTC ',
    'PST',
    'local',
    '2026-11-24T10:00Z',
  ])('may not be %j', (text) => {
    expect(isTimeZone(text)).toBe(false);
    expect(isTimeZone(text)).toBe(false);
  });

  it('is one that dates can be told in', () => {
    const names = [...Intl.supportedValuesOf('timeZone'), 'PST', 'IST', 'JST', 'CST', 'MET', 'PRC', 'ROK'];
    for (const name of names.filter(isTimeZone)) expect(localDate(0, name)).toMatch(/^19(69-12-31|70-01-01)$/);
  });
});
