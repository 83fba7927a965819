import type { ReminderEvent } from '../../../src/domain/reminder/events';
import { dueReminder, reminder } from '../../../src/domain/reminder/reminder';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';
import {
  DATE,
  FIRE_AT,
  LONG_BEFORE,
  by,
  fired,
  held,
  leaving,
  missed,
  pending,
  refusing,
  remove,
  removed,
  schedule,
  scheduled,
  settle,
} from './a-reminder';

describe('a reminder that is booked late', () => {
  const [before, after] = [by(1), by(1, '2026-11-26T10:00:00.000Z')];
  const MS_BEFORE_DATE = '2026-11-25T09:59:59.999Z';

  it.each([
    ['before its date, when that is to come', before, LONG_BEFORE, false],
    ['before its date, when only its own time is past', before, MS_BEFORE_DATE, false],
    ['before its date, at its date', before, DATE, true],
    ['before its date, long after it', before, '2027-11-25T10:00:00.000Z', true],
    ['at its date, just before it', by(1, DATE), MS_BEFORE_DATE, false],
    ['at its date, at its date', by(1, DATE), DATE, true],
    ['after its date, when that is to come', after, LONG_BEFORE, false],
    ['after its date, when its own time is still to come', after, '2026-11-26T09:59:59.999Z', false],
    ['after its date, when that is past too', after, '2026-11-26T10:00:00.000Z', true],
  ])('to fire %s', (_, of, now, isMissed) => {
    given(reminder, [])
      .when(schedule(of, now))
      .then(isMissed ? [scheduled(of), missed] : [scheduled(of)]);
  });

  it('is missed as well when it was moved to a date that is past, and fires for none', () => {
    const moved = by(2, '2026-10-01T10:00:00.000Z', '2026-10-02T10:00:00.000Z');
    given(reminder, pending)
      .when(schedule(moved))
      .then([scheduled(moved), missed]);
    const state = fold(reminder, reminder.initialState, [...pending, scheduled(moved), missed]);
    expect(dueReminder(state, Date.parse(DATE))).toBeNull();
  });

  it('fires all the same when it was scheduled before its date was kept', () => {
    const { date, ...old } = by(1);
    expect(date).toBe(DATE);
    given(reminder, [])
      .when(schedule(old, '2027-11-25T10:00:00.000Z'))
      .then([scheduled(old)]);
    for (const past of [[scheduled(old)], [scheduled(old), held]]) {
      const state = fold(reminder, reminder.initialState, past);
      expect(dueReminder(state, Date.parse('2027-11-25T10:00:00.000Z'))).toEqual({ scheduled: old, missed: false });
    }
  });
});

describe('a reminder that is held', () => {
  const kept = [...pending, held];

  it('is so once, by its firing', () => {
    given(reminder, pending)
      .when(settle(1, { type: 'held' }))
      .then([held]);
    given(reminder, kept)
      .when(settle(1, { type: 'held' }))
      .then([]);
  });

  it('tells when it is held no more, whatever becomes of it', () => {
    given(reminder, kept)
      .when(settle(1))
      .then([leaving(fired(1))]);
    given(reminder, kept)
      .when(settle(1, refusing('already_active')))
      .then([leaving(fired(1, 'already_active'))]);
    given(reminder, kept)
      .when(settle(1, { type: 'missed' }))
      .then([leaving(missed)]);
    given(reminder, kept)
      .when(remove)
      .then([leaving(removed)]);
    given(reminder, kept)
      .when(schedule(by(2)))
      .then([leaving(scheduled(by(2)))]);
    given(reminder, kept)
      .when(schedule(by(2), '2027-01-01T00:00:00.000Z'))
      .then([leaving(scheduled(by(2))), missed]);
    given(reminder, [...kept, leaving(scheduled(by(2)))])
      .when(settle(2))
      .then([fired(2)]);
  });

  it('is missed as soon as its date is past, also when it was to fire after it', () => {
    const after = by(1, '2026-11-26T10:00:00.000Z');
    for (const one of [by(1), after]) {
      const state = fold(reminder, reminder.initialState, [scheduled(one), held]);
      expect(dueReminder(state, Date.parse('2026-11-27T10:00:00.000Z'))).toMatchObject({ missed: true });
    }
    const state = fold(reminder, reminder.initialState, kept);
    expect(dueReminder(state, Date.parse(DATE) - 1)).toMatchObject({ missed: false });
  });
});

describe('a due reminder', () => {
  const due = (past: readonly ReminderEvent[], at: string) => {
    const found = dueReminder(fold(reminder, reminder.initialState, past), Date.parse(at));
    return found === null ? null : found.scheduled;
  };

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
    expect(due([...pending, held], FIRE_AT)).toEqual(by(1));
  });

  it('is refused before that time, which is told', () => {
    for (const at of ['2026-11-24T09:59:59.999Z', '2025-11-24T10:00:00.000Z'])
      expect(refusal(() => due(pending, at))).toMatchObject({
        code: 'wake_time_not_reached',
        details: { wakeAt: FIRE_AT },
      });
  });

  it.each([
    ['before its date, until then', by(1), '2026-11-25T09:59:59.999Z', false],
    ['before its date, from then on', by(1), DATE, true],
    ['at its date, however late', by(1, DATE), '2027-11-25T10:00:00.000Z', false],
    ['after its date, however late', by(1, '2026-11-26T10:00:00.000Z'), '2027-11-25T10:00:00.000Z', false],
  ])('is too late %s', (_, of, now, isMissed) => {
    const state = fold(reminder, reminder.initialState, [scheduled(of)]);
    expect(dueReminder(state, Date.parse(now))).toEqual({ scheduled: of, missed: isMissed });
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
    expect(due([...pending, missed], FIRE_AT)).toBeNull();
  });
});
