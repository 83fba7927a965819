import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import { hashId } from '../../kernel/ids';
import type { Position } from '../../kernel/message';
import type { ReminderEvent, ReminderScheduled } from './events';

export type ReminderState =
  | { readonly status: 'none' }
  | ({ readonly status: 'pending' } & Known)
  /** Fired or removed. */
  | ({ readonly status: 'over' } & Known);

interface Known {
  readonly scheduled: ReminderScheduled;
  /** Of the newest event that scheduled or removed it. An older one may come after it, from a fan-out that was cut short. */
  readonly heardUpTo: Position;
}

export type ReminderCommand =
  | { readonly type: 'ScheduleReminder'; readonly scheduled: ReminderScheduled }
  | { readonly type: 'RemoveReminder'; readonly eventPosition: Position }
  /** `refused`: why no run was started; null when one was. */
  | { readonly type: 'SettleReminder'; readonly eventId: string; readonly refused: string | null };

export const reminderIdOf = (account: string, workflowId: string, contactId: string, key: string): string =>
  hashId('reminder', account, workflowId, contactId, key);

/** One timer: a newer event moves it, a cancelling one removes it, and it is settled once a firing. */
export const reminder: Decider<ReminderState, ReminderCommand, ReminderEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    switch (command.type) {
      case 'ScheduleReminder':
        if (state.status !== 'none' && state.scheduled.eventId === command.scheduled.eventId) return [];
        refuseOlder(state, command.scheduled.eventPosition);
        return [{ type: 'ReminderScheduled', data: command.scheduled }];
      case 'RemoveReminder': {
        const { eventPosition } = command;
        if (state.status !== 'pending') return [];
        refuseOlder(state, eventPosition);
        return [{ type: 'ReminderRemoved', data: { ...ofReminder(state.scheduled), eventPosition } }];
      }
      case 'SettleReminder': {
        if (state.status !== 'pending' || state.scheduled.eventId !== command.eventId) return [];
        const { runId } = state.scheduled;
        return [{ type: 'ReminderFired', data: { ...ofReminder(state.scheduled), runId, refused: command.refused } }];
      }
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ReminderScheduled':
        return { status: 'pending', scheduled: event.data, heardUpTo: event.data.eventPosition };
      case 'ReminderRemoved':
        return state.status === 'pending' ? { ...state, status: 'over', heardUpTo: event.data.eventPosition } : state;
      case 'ReminderFired':
        return state.status === 'pending' ? { ...state, status: 'over' } : state;
    }
  },
};

/** What is to be started now; null when it is not pending any more. @throws DomainError `wake_time_not_reached` */
export function dueReminder(state: ReminderState, now: number): ReminderScheduled | null {
  if (state.status !== 'pending') return null;
  const { fireAt } = state.scheduled;
  if (Date.parse(fireAt) > now)
    throw new DomainError('wake_time_not_reached', `this reminder fires at ${fireAt}`, { wakeAt: fireAt });
  return state.scheduled;
}

function refuseOlder(state: ReminderState, position: Position): void {
  if (state.status !== 'none' && position < state.heardUpTo)
    throw new DomainError('superseded', 'a newer event for this reminder came before');
}

const ofReminder = ({ reminderId, workflowId, contactId }: ReminderScheduled) => ({
  reminderId,
  workflowId,
  contactId,
});
