import type { ReminderEvent, ReminderScheduled } from '../../../src/domain/reminder/events';
import type { Firing, ReminderCommand } from '../../../src/domain/reminder/reminder';
import { positionFrom } from '../../../src/kernel/message';

/** A day before its date. */
export const FIRE_AT = '2026-11-24T10:00:00.000Z';
export const DATE = '2026-11-25T10:00:00.000Z';
export const LONG_BEFORE = '2026-11-01T10:00:00.000Z';
export const ofReminder = { reminderId: 'reminder-1', workflowId: 'welcome', contactId: 'ana' };

/** By the `n`th event in the log; each would start a run of its own. */
export const by = (n: number, fireAt = FIRE_AT, date = DATE): ReminderScheduled => ({
  ...ofReminder,
  key: 'a-1',
  date,
  fireAt,
  workflowVersion: 1,
  eventId: `event-${n}`,
  event: 'appointment.booked',
  eventPosition: positionFrom(BigInt(n)),
  contact: { id: 'ana' },
  data: {},
  runId: `run-${n}`,
});

export const schedule = (of: ReminderScheduled, now = LONG_BEFORE): ReminderCommand => ({
  type: 'ScheduleReminder',
  scheduled: of,
  now: Date.parse(now),
});
export const removeBy = (n: number): ReminderCommand => ({
  type: 'RemoveReminder',
  eventPosition: positionFrom(BigInt(n)),
});
export const remove = removeBy(9);
export const settle = (n: number, firing: Firing = { type: 'started' }): ReminderCommand => ({
  type: 'SettleReminder',
  eventId: `event-${n}`,
  firing,
});
export const refusing = (reason: string): Firing => ({ type: 'refused', reason });

export const scheduled = (of: ReminderScheduled): ReminderEvent => ({ type: 'ReminderScheduled', data: of });
export const removedBy = (n: number): ReminderEvent => ({
  type: 'ReminderRemoved',
  data: { ...ofReminder, eventPosition: positionFrom(BigInt(n)) },
});
export const removed = removedBy(9);
export const fired = (n: number, refused: string | null = null): ReminderEvent => ({
  type: 'ReminderFired',
  data: { ...ofReminder, runId: `run-${n}`, refused },
});

export const missed: ReminderEvent = { type: 'ReminderMissed', data: { ...ofReminder, reason: 'date_passed' } };
export const held: ReminderEvent = { type: 'ReminderHeld', data: ofReminder };
export const takenOver = (n: number, lease = 'process-1'): ReminderEvent => ({
  type: 'ReminderTakenOver',
  data: { ...ofReminder, eventId: `event-${n}`, lease },
});
export const takeOver = (n: number, lease = 'process-1'): ReminderCommand => ({
  type: 'TakeOverReminder',
  eventId: `event-${n}`,
  lease,
});
export const leaving = <E extends ReminderEvent>({ type, data }: E) =>
  ({ type, data: { ...data, whileHeld: true } }) as E;

export const pending = [scheduled(by(1))];
