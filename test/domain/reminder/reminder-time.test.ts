import { reminderKey, reminderTime } from '../../../src/domain/reminder/reminder-time';
import type { ReminderTrigger } from '../../../src/domain/workflow/definition';
import type { Json } from '../../../src/kernel/message';

const trigger: ReminderTrigger = {
  type: 'reminder',
  event: 'booked',
  dateField: 'data.at',
  offset: '-P1D',
  key: 'data.id',
};

const fireAt = (at: Json, offset = '-P1D'): string =>
  new Date(reminderTime({ ...trigger, offset }, { contact: {}, data: { at } }, 'Europe/Berlin')).toISOString();

describe('the time of a reminder', () => {
  it.each([
    ['2026-03-30T10:00:00Z', '-P1D', '2026-03-29T10:00:00.000Z'],
    ['2026-03-29T10:00:00Z', '-P1D', '2026-03-28T11:00:00.000Z'],
    ['2026-03-29T10:00:00Z', '-PT24H', '2026-03-28T10:00:00.000Z'],
    ['2026-07-01T12:00', 'P1W', '2026-07-08T10:00:00.000Z'],
    ['2026-07-01', 'PT9H', '2026-07-01T07:00:00.000Z'],
  ])('of %s is %s from it: %s', (at, offset, expected) => {
    expect(fireAt(at, offset)).toBe(expected);
  });

  it.each([null, 1_795_514_400_000, 'tomorrow', '', '+012026-11-24'])('cannot be told of %j', (at) => {
    expect(() => fireAt(at)).toThrow('data.at is not a date');
  });

  it('is not after the year 9999, where times no longer compare as text', () => {
    expect(fireAt('9999-12-31T23:59:59.999Z', 'PT0S')).toBe('9999-12-31T23:59:59.999Z');
    expect(() => fireAt('9999-12-31T23:59:59.999Z', 'PT0.001S')).toThrow('data.at is too far away');
  });
});

describe('the key of a reminder', () => {
  it('is a text or a number', () => {
    expect(reminderKey(trigger, { contact: {}, data: { id: 'a-1' } })).toBe('a-1');
    expect(reminderKey(trigger, { contact: {}, data: { id: 7 } })).toBe('7');
    expect(() => reminderKey(trigger, { contact: {}, data: { id: null } })).toThrow('neither a text nor a number');
    expect(() => reminderKey(trigger, { contact: {}, data: {} })).toThrow('neither a text nor a number');
  });
});
