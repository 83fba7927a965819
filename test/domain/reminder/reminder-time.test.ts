import { findReminderKey, reminderKey, reminderTime } from '../../../src/domain/reminder/reminder-time';
import type { ReminderTrigger } from '../../../src/domain/workflow/definition';
import { isoTime } from '../../../src/kernel/clock';
import type { Json, JsonObject } from '../../../src/kernel/message';

const trigger: ReminderTrigger = {
  type: 'reminder',
  event: 'booked',
  dateField: 'data.at',
  offset: '-P1D',
  key: 'data.id',
};

const timeOf = (at: Json, offset = '-P1D', zone = 'Europe/Berlin') =>
  reminderTime({ ...trigger, offset }, { contact: {}, data: { at } }, zone);
const fireAt = (at: Json, offset?: string, zone?: string): string => isoTime(timeOf(at, offset, zone).fireAt);

describe('the time of a reminder', () => {
  it.each([
    ['2026-03-30T10:00:00Z', '-P1D', '2026-03-29T10:00:00.000Z'],
    ['2026-03-29T10:00:00Z', '-P1D', '2026-03-28T11:00:00.000Z'],
    ['2026-03-29T10:00:00Z', '-PT24H', '2026-03-28T10:00:00.000Z'],
    ['2026-07-01T12:00', 'P1W', '2026-07-08T10:00:00.000Z'],
    ['2026-07-01', 'PT9H', '2026-07-01T07:00:00.000Z'],
    [' 2026-07-01T12:00\n', 'PT0S', '2026-07-01T10:00:00.000Z'],
    // into the hour that the clocks skip, and the one that they show twice
    ['2026-03-30T02:30', '-P1D', '2026-03-29T01:00:00.000Z'],
    ['2026-10-26T02:30', '-P1D', '2026-10-25T00:30:00.000Z'],
    ['2026-10-26T02:30', '-PT24H', '2026-10-25T01:30:00.000Z'],
    ['2026-03-31', '-P1M', '2026-02-27T23:00:00.000Z'],
    ['2028-02-29T10:00:00Z', '-P1Y', '2027-02-28T10:00:00.000Z'],
    ['2026-03-29', '-P1DT12H', '2026-03-27T11:00:00.000Z'],
  ])('of %s is %s from it: %s', (at, offset, expected) => {
    expect(fireAt(at, offset)).toBe(expected);
  });

  it.each([
    ['Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['America/New_York', '2026-07-01T04:00:00.000Z'],
    ['Asia/Kathmandu', '2026-06-30T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
    ['UTC', '2026-07-01T00:00:00.000Z'],
    ['Africa/Cairo', '2026-06-30T21:00:00.000Z'],
  ])('of a date alone is counted from the start of that day in %s', (zone, expected) => {
    expect(isoTime(timeOf('2026-07-01', 'PT0S', zone).date)).toBe(expected);
    expect(isoTime(timeOf('2026-07-01T00:00', 'PT0S', zone).date)).toBe(expected);
    expect(isoTime(timeOf('2026-07-01T00:00:00Z', 'PT0S', zone).date)).toBe('2026-07-01T00:00:00.000Z');
  });

  it('goes with the date that it is counted from', () => {
    expect(timeOf('2026-07-01T12:00:00Z', '-PT24H')).toEqual({
      date: Date.parse('2026-07-01T12:00:00Z'),
      fireAt: Date.parse('2026-06-30T12:00:00Z'),
    });
  });

  it.each([
    null,
    1_795_514_400_000,
    true,
    [],
    {},
    '2026-13-01',
    '2026-02-30',
    '24.11.2026',
    '11/24/2026',
    '   ',
    'tomorrow',
    '',
    '+012026-11-24',
  ])('cannot be told of %j', (at) => {
    expect(() => fireAt(at)).toThrow('data.at is not a date');
  });

  it('is not after the year 9999, where times no longer compare as text', () => {
    expect(fireAt('9999-12-31T23:59:59.999Z', 'PT0S')).toBe('9999-12-31T23:59:59.999Z');
    expect(() => fireAt('9999-12-31T23:59:59.999Z', 'PT0.001S')).toThrow('data.at is too far away');
    expect(() => fireAt('9999-12-31T23:59:59-12:00')).toThrow('data.at is too far away');
    expect(() => fireAt('0000-01-01T00:00:00Z', '-PT1S')).toThrow('data.at is too far away');
  });
});

describe('the key of a reminder', () => {
  const keyOf = (data: JsonObject): string => reminderKey(trigger, { contact: {}, data });

  it.each<[Json, string]>([
    ['a-1', 'a-1'],
    [7, '7'],
    [7.5, '7.5'],
    [0, '0'],
    ['Ünï', 'Ünï'],
    [' a-1\n', 'a-1'],
    ['a 1', 'a 1'],
    ['cafe\u0301', 'caf\u00e9'],
    ['\u1112\u1161\u11ab', '한'],
  ])('is a text or a number: %j', (id, expected) => {
    expect(keyOf({ id })).toBe(expected);
    expect(findReminderKey(trigger, { contact: {}, data: { id } })).toBe(expected);
  });

  it.each<JsonObject>([{}, { id: null }, { id: '' }, { id: ' \t' }, { id: true }, { id: [] }, { id: { a: 1 } }])(
    'is not found in %j',
    (data) => {
      expect(() => keyOf(data)).toThrow('data.id is neither a text nor a number');
      expect(findReminderKey(trigger, { contact: {}, data })).toBeNull();
    },
  );
});
