import fc from 'fast-check';
import type { ReminderEvent, ReminderScheduled } from '../../../src/domain/reminder/events';
import { dueReminder, reminder, reminderIdOf } from '../../../src/domain/reminder/reminder';
import type { ReminderCommand, ReminderState } from '../../../src/domain/reminder/reminder';
import { fold } from '../../../src/kernel/decider';
import { positionFrom } from '../../../src/kernel/message';
import { given } from '../../given';
import { tried } from '../../properties';

const FIRE_AT = '2026-11-24T10:00:00.000Z';
const ofReminder = { reminderId: 'reminder-1', workflowId: 'welcome', contactId: 'ana' };

/** By the `n`th event in the log; each would start a run of its own. */
const by = (n: number, fireAt = FIRE_AT): ReminderScheduled => ({
  ...ofReminder,
  fireAt,
  workflowVersion: 1,
  eventId: `event-${n}`,
  event: 'appointment.booked',
  eventPosition: positionFrom(BigInt(n)),
  contact: { id: 'ana' },
  data: {},
  runId: `run-${n}`,
});

const schedule = (of: ReminderScheduled): ReminderCommand => ({ type: 'ScheduleReminder', scheduled: of });
const removeBy = (n: number): ReminderCommand => ({ type: 'RemoveReminder', eventPosition: positionFrom(BigInt(n)) });
const remove = removeBy(9);
const settle = (n: number, refused: string | null = null): ReminderCommand => ({
  type: 'SettleReminder',
  eventId: `event-${n}`,
  refused,
});

const scheduled = (of: ReminderScheduled): ReminderEvent => ({ type: 'ReminderScheduled', data: of });
const removedBy = (n: number): ReminderEvent => ({
  type: 'ReminderRemoved',
  data: { ...ofReminder, eventPosition: positionFrom(BigInt(n)) },
});
const removed = removedBy(9);
const fired = (n: number, refused: string | null = null): ReminderEvent => ({
  type: 'ReminderFired',
  data: { ...ofReminder, runId: `run-${n}`, refused },
});

const pending = [scheduled(by(1))];

describe('a reminder', () => {
  it('is scheduled by an event', () => {
    given(reminder, [])
      .when(schedule(by(1)))
      .then([scheduled(by(1))]);
  });

  it('is moved by a newer event, also to the same time or an earlier one', () => {
    for (const moved of [by(2, '2026-12-24T10:00:00.000Z'), by(2), by(2, '2026-01-01T00:00:00.000Z')])
      given(reminder, pending)
        .when(schedule(moved))
        .then([scheduled(moved)]);
  });

  it('is not scheduled again by the event that scheduled it, whatever has become of it', () => {
    for (const since of [[], [removed], [fired(1)]])
      given(reminder, [...pending, ...since])
        .when(schedule(by(1, '2026-12-24T10:00:00.000Z')))
        .then([]);
  });

  it('goes by the newest event, though an older one comes after it', () => {
    for (const newer of [[scheduled(by(3))], [scheduled(by(3)), fired(3)], [...pending, removedBy(3)]])
      given(reminder, newer)
        .when(schedule(by(2)))
        .refuses('superseded');
    given(reminder, [scheduled(by(3))])
      .when(removeBy(2))
      .refuses('superseded');
  });

  it('is scheduled anew after it fired or was removed', () => {
    for (const end of [removedBy(2), fired(1)])
      given(reminder, [...pending, end])
        .when(schedule(by(3)))
        .then([scheduled(by(3))]);
  });

  it('is removed by a cancelling event, once', () => {
    given(reminder, pending).when(remove).then([removed]);
    given(reminder, [...pending, removed])
      .when(remove)
      .then([]);
    given(reminder, []).when(remove).then([]);
  });

  it('cannot be removed after it fired', () => {
    given(reminder, [...pending, fired(1)])
      .when(remove)
      .then([]);
  });

  it('is settled with its run, or with why there is none', () => {
    given(reminder, pending)
      .when(settle(1))
      .then([fired(1)]);
    given(reminder, pending)
      .when(settle(1, 'already_active'))
      .then([fired(1, 'already_active')]);
  });

  it('is settled once', () => {
    for (const end of [removed, fired(1)])
      given(reminder, [...pending, end])
        .when(settle(1))
        .then([]);
    given(reminder, []).when(settle(1)).then([]);
  });

  it('that was moved while it fired stays: the run was that of the event before', () => {
    given(reminder, [...pending, scheduled(by(2, '2026-12-24T10:00:00.000Z'))])
      .when(settle(1))
      .then([]);
  });
});

describe('a due reminder', () => {
  const due = (past: readonly ReminderEvent[], at: string) =>
    dueReminder(fold(reminder, reminder.initialState, past), Date.parse(at));

  const refusal = (ask: () => unknown): unknown => {
    try {
      return ask();
    } catch (error) {
      return error;
    }
  };

  it('is told from its own stored time on', () => {
    expect(due(pending, FIRE_AT)).toEqual(by(1));
    expect(due(pending, '2027-11-24T10:00:00.000Z')).toEqual(by(1));
  });

  it('is refused before that time, which is told', () => {
    for (const at of ['2026-11-24T09:59:59.999Z', '2025-11-24T10:00:00.000Z'])
      expect(refusal(() => due(pending, at))).toMatchObject({
        code: 'wake_time_not_reached',
        details: { wakeAt: FIRE_AT },
      });
  });

  it('goes by the time it was moved to', () => {
    const moved = by(2, '2026-12-24T10:00:00.000Z');
    expect(refusal(() => due([...pending, scheduled(moved)], FIRE_AT))).toMatchObject({
      details: { wakeAt: moved.fireAt },
    });
    expect(due([...pending, scheduled(moved)], moved.fireAt)).toEqual(moved);
  });

  it('is none when there is none, or it is over', () => {
    expect(due([], FIRE_AT)).toBeNull();
    expect(due([...pending, removed], FIRE_AT)).toBeNull();
    expect(due([...pending, fired(1)], FIRE_AT)).toBeNull();
  });
});

it('has an id for each key of each contact of each workflow', () => {
  const ids = [
    reminderIdOf('acme', 'welcome', 'ana', 'a-1'),
    reminderIdOf('globex', 'welcome', 'ana', 'a-1'),
    reminderIdOf('acme', 'farewell', 'ana', 'a-1'),
    reminderIdOf('acme', 'welcome', 'bo', 'a-1'),
    reminderIdOf('acme', 'welcome', 'ana', 'a-2'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(reminderIdOf('acme', 'welcome', 'ana', 'a-1')).toBe(ids[0]);
});

it('is scheduled once by each event, newer after older, and fires at most once for each, in whatever order', () => {
  const decide = (command: ReminderCommand, state: ReminderState): readonly ReminderEvent[] => {
    try {
      return reminder.decide(command, state);
    } catch (error) {
      expect(error).toMatchObject({ code: 'superseded' });
      return [];
    }
  };
  const commands = fc.oneof(
    fc.nat(3).map((n) => schedule(by(n))),
    fc.nat(3).map((n) => settle(n)),
    fc.nat(3).map(removeBy),
  );
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (taken) => {
      let state = reminder.initialState;
      let runId: string | null = null;
      const scheduledBy: string[] = [];
      for (const command of taken) {
        const events = decide(command, state);
        for (const event of events) {
          if (event.type === 'ReminderFired') expect(event.data.runId).toBe(runId);
          if (event.type === 'ReminderRemoved') expect(runId).not.toBeNull();
          if (event.type === 'ReminderScheduled') scheduledBy.push(event.data.eventId);
          runId = event.type === 'ReminderScheduled' ? event.data.runId : null;
        }
        state = fold(reminder, state, events);
        expect(decide(command, state)).toEqual([]);
      }
      expect(scheduledBy).toEqual([...new Set(scheduledBy)].sort());
    }),
    tried(200),
  );
});
