import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import { hashId } from '../../kernel/ids';
import type { Position } from '../../kernel/message';
import { MOST_TAKEOVERS } from '../taken-over';
import type { OfReminder, ReminderEvent, ReminderScheduled } from './events';

/**
 * held:   it fell due while its workflow was paused, and is kept until that is activated again
 * missed: the date that it is counted from was past when it could have fired
 */
export type ReminderState =
  | { readonly status: 'none' }
  | ({ readonly status: 'pending'; readonly held: boolean; readonly takenOver: TakenOver } & Known)
  | ({ readonly status: 'fired' | 'missed' | 'removed' } & Known);

/** Since it was scheduled or held. */
interface TakenOver {
  readonly times: number;
  readonly by: string | null;
}
const NOT_TAKEN_OVER: TakenOver = { times: 0, by: null };

interface Known {
  readonly scheduled: ReminderScheduled;
  /** It was pending for another event before. */
  readonly moved: boolean;
  /** Of the newest event that scheduled or removed it. An older one may come after it, from a fan-out that was cut short. */
  readonly heardUpTo: Position;
}

export type ReminderCommand =
  | { readonly type: 'ScheduleReminder'; readonly scheduled: ReminderScheduled; readonly now: number }
  | { readonly type: 'RemoveReminder'; readonly eventPosition: Position; readonly reason?: 'date_unreadable' }
  | { readonly type: 'TakeOverReminder'; readonly eventId: string; readonly lease: string }
  | { readonly type: 'SettleReminder'; readonly eventId: string; readonly firing: Firing };

/** What came of a firing. */
export type Firing =
  | { readonly type: 'started' }
  | { readonly type: 'missed' }
  | { readonly type: 'held' }
  /** By a code that says why no run was started. */
  | { readonly type: 'refused'; readonly reason: string };

export const reminderIdOf = (account: string, workflowId: string, contactId: string, key: string): string =>
  hashId('reminder', account, workflowId, contactId, key);

/** One timer: a newer event moves it, or removes it where its date cannot be read; a cancelling one removes it; and it is settled once a firing. */
export const reminder: Decider<ReminderState, ReminderCommand, ReminderEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    switch (command.type) {
      case 'ScheduleReminder': {
        const { scheduled, now } = command;
        if (state.status !== 'none' && state.scheduled.eventId === scheduled.eventId) return [];
        refuseOlder(state, scheduled.eventPosition);
        const event: ReminderEvent = { type: 'ReminderScheduled', data: { ...scheduled, ...leaving(state) } };
        return isPast(scheduled.fireAt, now) && isDatePast(scheduled, now) ? [event, missed(scheduled)] : [event];
      }
      case 'RemoveReminder': {
        const { eventPosition, reason } = command;
        if (state.status !== 'pending') return [];
        refuseOlder(state, eventPosition);
        const why = reason === undefined ? {} : { reason };
        const data = { ...ofReminder(state.scheduled), eventPosition, ...why, ...leaving(state) };
        return [{ type: 'ReminderRemoved', data }];
      }
      case 'TakeOverReminder': {
        const { eventId, lease } = command;
        if (state.status !== 'pending' || state.scheduled.eventId !== eventId || state.takenOver.by === lease)
          return [];
        return [{ type: 'ReminderTakenOver', data: { ...ofReminder(state.scheduled), eventId, lease } }];
      }
      case 'SettleReminder':
        return state.status === 'pending' && state.scheduled.eventId === command.eventId
          ? settled(command.firing, state)
          : [];
    }
  },

  evolve(state, event) {
    if (event.type === 'ReminderScheduled') {
      const { eventPosition: heardUpTo } = event.data;
      const moved = state.status === 'pending';
      return { status: 'pending', held: false, takenOver: NOT_TAKEN_OVER, scheduled: event.data, moved, heardUpTo };
    }
    if (state.status !== 'pending') return state;
    const { held, takenOver, ...known } = state;
    switch (event.type) {
      case 'ReminderRemoved':
        return { ...known, status: 'removed', heardUpTo: event.data.eventPosition };
      case 'ReminderFired':
        return { ...known, status: 'fired' };
      case 'ReminderMissed':
        return { ...known, status: 'missed' };
      case 'ReminderHeld':
        return { ...state, held: true, takenOver: NOT_TAKEN_OVER };
      case 'ReminderTakenOver':
        return { ...state, takenOver: { times: takenOver.times + 1, by: event.data.lease } };
    }
  },
};

/** What an event at this position did to it, also when that is asked again after a crash. */
export function heardAs(
  state: ReminderState,
  position: Position,
): 'scheduled' | 'moved' | 'missed' | 'removed' | 'nothing_to_remove' {
  if (state.status === 'none') return 'nothing_to_remove';
  const { status, scheduled, moved, heardUpTo } = state;
  if (scheduled.eventPosition !== position)
    return status === 'removed' && heardUpTo === position ? 'removed' : 'nothing_to_remove';
  if (status === 'missed') return 'missed';
  return moved ? 'moved' : 'scheduled';
}

export interface DueReminder {
  readonly scheduled: ReminderScheduled;
  /** It is too late for it. */
  readonly missed: boolean;
}

/** What is to be started now; null when it is not pending any more. @throws DomainError `wake_time_not_reached` */
export function dueReminder(state: ReminderState, now: number): DueReminder | null {
  if (state.status !== 'pending') return null;
  const { scheduled, held } = state;
  const { fireAt, date = fireAt } = scheduled;
  if (!isPast(fireAt, now))
    throw new DomainError('wake_time_not_reached', `this reminder fires at ${fireAt}`, { wakeAt: fireAt });
  // one that fires after its date is never too late by itself, or no delay of ours could be made good
  const isBeforeDate = fireAt < date;
  return { scheduled, missed: isDatePast(scheduled, now) && (held || isBeforeDate) };
}

/** Whether it was taken over before. */
export const isSuspect = (state: ReminderState): boolean => state.status === 'pending' && state.takenOver.times > 0;

/** Whether so many processes ended while they fired it that this one, by its lease, must not. */
export const isGivenUp = (state: ReminderState, lease: string): boolean =>
  state.status === 'pending' && state.takenOver.times >= MOST_TAKEOVERS && state.takenOver.by !== lease;

function settled(firing: Firing, state: Extract<ReminderState, { status: 'pending' }>): readonly ReminderEvent[] {
  const { scheduled, held } = state;
  const { runId } = scheduled;
  const of = { ...ofReminder(scheduled), ...leaving(state) };
  switch (firing.type) {
    case 'started':
      return [{ type: 'ReminderFired', data: { ...of, runId, refused: null } }];
    case 'refused':
      return [{ type: 'ReminderFired', data: { ...of, runId, refused: firing.reason } }];
    case 'missed':
      return [{ type: 'ReminderMissed', data: { ...of, reason: 'date_passed' } }];
    case 'held':
      return held ? [] : [{ type: 'ReminderHeld', data: ofReminder(scheduled) }];
  }
}

const missed = (scheduled: ReminderScheduled): ReminderEvent => ({
  type: 'ReminderMissed',
  data: { ...ofReminder(scheduled), reason: 'date_passed' },
});

const leaving = (state: ReminderState): { readonly whileHeld?: true } =>
  state.status === 'pending' && state.held ? { whileHeld: true } : {};

const isPast = (time: string, now: number): boolean => Date.parse(time) <= now;
const isDatePast = ({ date }: ReminderScheduled, now: number): boolean => date !== undefined && isPast(date, now);

function refuseOlder(state: ReminderState, position: Position): void {
  if (state.status !== 'none' && position < state.heardUpTo)
    throw new DomainError('superseded', 'a newer event for this reminder came before');
}

const ofReminder = ({ reminderId, workflowId, contactId }: OfReminder): OfReminder => ({
  reminderId,
  workflowId,
  contactId,
});
