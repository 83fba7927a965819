import { reminders } from '../../projections/reminders';
import type { ReminderEvent, ReminderScheduled } from '../../src/domain/reminder/events';
import { positionFrom } from '../../src/kernel/message';
import { Ledger } from '../histories/ledger';
import { documentsOf } from './folding';

const ofReminder = { reminderId: 'reminder-1', workflowId: 'welcome', contactId: 'ana' };
const scheduled: ReminderScheduled = {
  ...ofReminder,
  key: 'a-1',
  date: '2026-11-26T09:00:00.000Z',
  fireAt: '2026-11-25T09:00:00.000Z',
  workflowVersion: 1,
  eventId: 'event-1',
  event: 'appointment.booked',
  eventPosition: positionFrom(1n),
  contact: { id: 'ana' },
  data: {},
  runId: 'run-1',
};
const shown = (...events: readonly ReminderEvent[]) => {
  const ledger = new Ledger();
  ledger.append('acme', 'reminder-1', ...events);
  return documentsOf(reminders, ledger.log).get('reminder-1');
};
const booked: ReminderEvent = { type: 'ReminderScheduled', data: scheduled };
const held: ReminderEvent = { type: 'ReminderHeld', data: ofReminder };
const fired = (refused: string | null): ReminderEvent => ({
  type: 'ReminderFired',
  data: { ...ofReminder, runId: 'run-1', refused },
});
const missed: ReminderEvent = { type: 'ReminderMissed', data: { ...ofReminder, reason: 'date_passed' } };
const removed: ReminderEvent = { type: 'ReminderRemoved', data: { ...ofReminder, eventPosition: positionFrom(2n) } };

describe('reminders', () => {
  it('shows when a reminder fires, and what it is counted from', () => {
    expect(shown(booked)).toEqual({
      account: 'acme',
      ...ofReminder,
      key: 'a-1',
      date: '2026-11-26T09:00:00.000Z',
      fireAt: '2026-11-25T09:00:00.000Z',
      status: 'scheduled',
      runId: null,
      reason: null,
      order: '2026-11-24T10:00:00.000Z|0000000000000000',
    });
  });

  it.each<[string, readonly ReminderEvent[], object]>([
    ['fired, with its run', [booked, fired(null)], { status: 'fired', runId: 'run-1', reason: null }],
    [
      'refused, with why',
      [booked, fired('already_active')],
      { status: 'refused', runId: null, reason: 'already_active' },
    ],
    ['missed', [booked, missed], { status: 'missed', runId: null, reason: 'date_passed' }],
    ['removed', [booked, removed], { status: 'removed', runId: null, reason: null }],
    ['held', [booked, held], { status: 'scheduled', runId: null, reason: 'workflow_paused' }],
    ['held, then fired', [booked, held, fired(null)], { status: 'fired', runId: 'run-1', reason: null }],
    ['held, then removed', [booked, held, removed], { status: 'removed', reason: null }],
    ['held, then missed', [booked, held, missed], { status: 'missed', reason: 'date_passed' }],
    [
      'scheduled anew after it fired',
      [booked, fired(null), booked],
      { status: 'scheduled', runId: null, reason: null },
    ],
    ['scheduled anew after it was refused', [booked, fired('x'), booked], { status: 'scheduled', reason: null }],
  ])('shows one that is %s', (_, events, expected) => {
    expect(shown(...events)).toMatchObject(expected);
  });

  it('shows what is known of one that was scheduled before its key and date were kept', () => {
    const { key, date, ...old } = scheduled;
    expect([key, date]).toEqual(['a-1', '2026-11-26T09:00:00.000Z']);
    expect(shown({ type: 'ReminderScheduled', data: old })).toMatchObject({
      key: null,
      date: null,
      status: 'scheduled',
    });
  });

  it('has nothing of one that was never scheduled', () => {
    for (const event of [held, fired(null), missed, removed]) expect(shown(event)).toBeUndefined();
  });
});
