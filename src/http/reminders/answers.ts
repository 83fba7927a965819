import { REMINDER_STATUSES } from '../../../projections/reminders';
import type { ReminderPage } from '../../queries/list-reminders';
import { pageOf } from '../openapi/parts';
import { RUN_ID, WORKFLOW_ID } from '../openapi/run';
import { name, object, orNull, text, time, words } from '../openapi/schema';

export const reminderStatus = words(...REMINDER_STATUSES);

const reminder = name(
  'Reminder',
  object<ReminderPage['items'][number]>({
    reminderId: text,
    workflowId: text,
    contactId: text,
    contactName: orNull(text),
    key: { ...orNull(text), description: 'what tells the reminders of one contact apart' },
    date: { ...orNull(time), description: 'what it is counted from' },
    fireAt: time,
    status: reminderStatus,
    runId: { ...orNull(text), description: 'the run that it started' },
    reason: {
      ...orNull(text),
      description:
        'why no run was started (a code such as already_active, not_matched, trigger_changed; engine_error: it ended three ' +
        'processes), date_passed when it was missed, workflow_paused while it is held, date_unreadable when a newer event ' +
        'moved it to what is no date',
    },
  }),
);

export const reminderPage = pageOf('ReminderPage', reminder);

export const REMINDER_EXAMPLE = {
  reminderId: '0f4ac6d2a7f0b1d5a8d3e1c9b2f4a6c8',
  workflowId: WORKFLOW_ID,
  contactId: 'c-1',
  contactName: 'Ana Lopez',
  key: 'a-1',
  date: '2026-11-27T15:00:00.000Z',
  fireAt: '2026-11-26T15:00:00.000Z',
  status: 'fired',
  runId: RUN_ID,
  reason: null,
};
