import fc from 'fast-check';
import type { ReminderEvent } from '../../../src/domain/reminder/events';
import { heardAs, isGivenUp, isSuspect, reminder, reminderIdOf } from '../../../src/domain/reminder/reminder';
import type { Firing, ReminderCommand, ReminderState } from '../../../src/domain/reminder/reminder';
import { fold } from '../../../src/kernel/decider';
import { positionFrom } from '../../../src/kernel/message';
import { given } from '../../given';
import { tried } from '../../properties';
import {
  DATE,
  FIRE_AT,
  LONG_BEFORE,
  by,
  fired,
  held,
  missed,
  pending,
  refusing,
  remove,
  removeBy,
  removed,
  removedBy,
  schedule,
  scheduled,
  settle,
  takeOver,
  takenOver,
} from './a-reminder';

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
    for (const since of [[], [removed], [fired(1)], [missed], [held]])
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
    for (const end of [removedBy(2), fired(1), missed])
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

  it('is removed by a newer event that gives no date, with why', () => {
    const [eventPosition, reason] = [positionFrom(2n), 'date_unreadable'] as const;
    const unread: ReminderCommand = { type: 'RemoveReminder', eventPosition, reason };
    const { reminderId, workflowId, contactId } = by(1);
    given(reminder, pending)
      .when(unread)
      .then([{ type: 'ReminderRemoved', data: { reminderId, workflowId, contactId, eventPosition, reason } }]);
    given(reminder, []).when(unread).then([]);
  });

  it('cannot be removed after it fired or was missed', () => {
    for (const end of [fired(1), missed])
      given(reminder, [...pending, end])
        .when(remove)
        .then([]);
  });

  it('is settled with its run, or with why there is none', () => {
    given(reminder, pending)
      .when(settle(1))
      .then([fired(1)]);
    given(reminder, pending)
      .when(settle(1, refusing('already_active')))
      .then([fired(1, 'already_active')]);
    given(reminder, pending)
      .when(settle(1, { type: 'missed' }))
      .then([missed]);
  });

  it('is settled once', () => {
    for (const end of [removed, fired(1), missed])
      for (const firing of [{ type: 'started' }, { type: 'missed' }, { type: 'held' }] as const)
        given(reminder, [...pending, end])
          .when(settle(1, firing))
          .then([]);
    given(reminder, []).when(settle(1)).then([]);
  });

  it('that was moved while it fired stays: the run was that of the event before', () => {
    given(reminder, [...pending, scheduled(by(2, '2026-12-24T10:00:00.000Z'))])
      .when(settle(1))
      .then([]);
  });
});

describe('what an event did to a reminder', () => {
  const told = (position: number, ...events: readonly ReminderEvent[]) =>
    heardAs(fold(reminder, reminder.initialState, events), positionFrom(BigInt(position)));

  it('is told as it was, also when that is asked again later', () => {
    expect(told(1, scheduled(by(1)))).toBe('scheduled');
    expect(told(1, scheduled(by(1)), fired(1))).toBe('scheduled');
    expect(told(1, scheduled(by(1)), removedBy(2))).toBe('scheduled');
    expect(told(2, scheduled(by(1)), scheduled(by(2)))).toBe('moved');
    expect(told(2, scheduled(by(1)), fired(1), scheduled(by(2)))).toBe('scheduled');
    expect(told(2, scheduled(by(1)), scheduled(by(2)), fired(2))).toBe('moved');
    expect(told(2, scheduled(by(1)), scheduled(by(2)), missed)).toBe('missed');
    expect(told(2, scheduled(by(1)), removedBy(2))).toBe('removed');
    expect(told(2)).toBe('nothing_to_remove');
    expect(told(2, scheduled(by(1)), fired(1))).toBe('nothing_to_remove');
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

it('is scheduled once by each event, newer after older, and settled at most once for each, in whatever order', () => {
  const decide = (command: ReminderCommand, state: ReminderState): readonly ReminderEvent[] => {
    try {
      return reminder.decide(command, state);
    } catch (error) {
      expect(error).toMatchObject({ code: 'superseded' });
      return [];
    }
  };
  const firings = fc.constantFrom<Firing[]>(
    { type: 'started' },
    { type: 'missed' },
    { type: 'held' },
    refusing('already_active'),
  );
  const nows = fc.constantFrom(LONG_BEFORE, FIRE_AT, DATE);
  const commands = fc.oneof(
    fc.tuple(fc.nat(3), nows).map(([n, now]) => schedule(by(n), now)),
    fc.tuple(fc.nat(3), firings).map(([n, firing]) => settle(n, firing)),
    fc.nat(3).map(removeBy),
    fc.tuple(fc.nat(3), fc.constantFrom('process-1', 'process-2')).map(([n, lease]) => takeOver(n, lease)),
  );
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (taken) => {
      let state = reminder.initialState;
      let runId: string | null = null;
      let isHeld = false;
      const scheduledBy: string[] = [];
      for (const command of taken) {
        const events = decide(command, state);
        for (const { type, data } of events) {
          if (type === 'ReminderTakenOver') continue;
          if (type === 'ReminderFired') expect(data.runId).toBe(runId);
          if (type !== 'ReminderScheduled') expect(runId).not.toBeNull();
          if (type === 'ReminderScheduled') scheduledBy.push(data.eventId);
          if (type === 'ReminderHeld') expect(isHeld).toBe(false);
          else expect(data.whileHeld ?? false).toBe(isHeld);
          isHeld = type === 'ReminderHeld';
          if (!isHeld) runId = type === 'ReminderScheduled' ? data.runId : null;
        }
        state = fold(reminder, state, events);
        expect(state.status === 'pending').toBe(runId !== null);
        expect(decide(command, state)).toEqual([]);
      }
      expect(scheduledBy).toEqual([...new Set(scheduledBy)].sort());
    }),
    tried(200),
  );
});

describe('a reminder that was due before its process began', () => {
  it('is taken over on the record, once by each process', () => {
    given(reminder, pending)
      .when(takeOver(1))
      .then([takenOver(1)]);
    given(reminder, [...pending, takenOver(1)])
      .when(takeOver(1))
      .then([]);
    given(reminder, [...pending, takenOver(1)])
      .when(takeOver(1, 'process-2'))
      .then([takenOver(1, 'process-2')]);
  });

  it('is not taken over for an event that it was moved from, nor once it is settled', () => {
    for (const past of [
      [],
      [...pending, scheduled(by(2))],
      [...pending, fired(1)],
      [...pending, removed],
      [...pending, missed],
    ])
      given(reminder, past).when(takeOver(1)).then([]);
  });

  const byThree = ['process-1', 'process-2', 'process-3'].map((lease) => takenOver(1, lease));
  it.each<readonly [string, readonly ReminderEvent[], boolean, boolean]>([
    ['never', [], false, false],
    ['twice', byThree.slice(1), true, false],
    ['three times', byThree, true, true],
    ['three times, by the asking process last', [...byThree.slice(1), takenOver(1, 'me')], true, false],
    ['three times, and moved since', [...byThree, scheduled(by(2))], false, false],
    ['three times, and held since', [...byThree, held], false, false],
    ['three times, and fired since', [...byThree, fired(1)], false, false],
  ])('is a suspect once it was taken over, and given up after three: %s', (_, since, suspected, givenUp) => {
    const state = fold(reminder, reminder.initialState, [...pending, ...since]);
    expect([isSuspect(state), isGivenUp(state, 'me')]).toEqual([suspected, givenUp]);
  });
});
