import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import { hashId } from '../../kernel/ids';
import type { ReminderEvent, ReminderScheduled } from './events';

export type ReminderState =
  | { readonly status: 'none' }
  | ({ readonly status: 'pending' } & Known)
  /** Fired or removed. */
  | ({ readonly status: 'over' } & Known);

interface Known {
  readonly scheduled: ReminderScheduled;
  /** The events that scheduled it. None does so again: its fan-out may be finished after a newer event moved it. */
  readonly scheduledBy: ReadonlySet<string>;
}

export type ReminderCommand =
  | { readonly type: 'ScheduleReminder'; readonly scheduled: ReminderScheduled }
  | { readonly type: 'RemoveReminder' }
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
        return state.status !== 'none' && state.scheduledBy.has(command.scheduled.eventId)
          ? []
          : [{ type: 'ReminderScheduled', data: command.scheduled }];
      case 'RemoveReminder':
        return state.status === 'pending' ? [{ type: 'ReminderRemoved', data: ofReminder(state.scheduled) }] : [];
      case 'SettleReminder': {
        if (state.status !== 'pending' || state.scheduled.eventId !== command.eventId) return [];
        const { runId } = state.scheduled;
        return [{ type: 'ReminderFired', data: { ...ofReminder(state.scheduled), runId, refused: command.refused } }];
      }
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ReminderScheduled': {
        const before = state.status === 'none' ? [] : state.scheduledBy;
        return { status: 'pending', scheduled: event.data, scheduledBy: new Set(before).add(event.data.eventId) };
      }
      case 'ReminderRemoved':
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

const ofReminder = ({ reminderId, workflowId, contactId }: ReminderScheduled) => ({
  reminderId,
  workflowId,
  contactId,
});
