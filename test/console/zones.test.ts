import { Temporal } from 'temporal-polyfill';
import { isDay, nextDay, startOfDay } from '../../console/src/words/zones';

const FIRST = '2026-01-01';
const DAYS = 366;

const expected = (date: string, timeZone: string): string =>
  Temporal.PlainDate.from(date).toZonedDateTime(timeZone).toInstant().toString();
const found = (date: string, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(startOfDay(date, timeZone)).toString();

/** Put forward or back at midnight, by half an hour, offsets of quarters, and none of it. */
const ZONES = [
  'America/New_York',
  'America/Santiago',
  'Asia/Beirut',
  'Africa/Cairo',
  'America/Havana',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Europe/Madrid',
  'UTC',
];

test.each(ZONES)('every day of a year begins when the service says it does, in %s', (zone) => {
  let date = FIRST;
  const differing: string[] = [];
  for (let n = 0; n < DAYS; n++, date = nextDay(date))
    if (found(date, zone) !== expected(date, zone)) differing.push(date);
  expect(differing).toEqual([]);
});

test('in every zone there is, also the days around a change of the clocks', () => {
  const dates = ['2026-03-08', '2026-03-28', '2026-03-29', '2026-04-05', '2026-09-06', '2026-10-25', '2026-11-01'];
  const differing = Intl.supportedValuesOf('timeZone').flatMap((zone) =>
    dates.filter((date) => found(date, zone) !== expected(date, zone)).map((date) => `${date} ${zone}`),
  );
  expect(differing).toEqual([]);
});

test.each([
  ['2026-11-28', true],
  ['2026-02-31', false],
  ['2026-13-01', false],
  ['28.11.2026', false],
  ['', false],
  ['2026-11-28T00:00', false],
])('%s is a day: %s', (text, is) => {
  expect(isDay(text)).toBe(is);
});
