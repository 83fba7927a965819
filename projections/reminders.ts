import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';

export const REMINDER_STATUSES = ['scheduled', 'fired', 'removed', 'missed', 'refused'] as const;
export type ReminderStatus = (typeof REMINDER_STATUSES)[number];

/** How a reminder stands; key: its reminderId. Scheduled anew, it is as it is now. Times are ISO 8601. */
export interface ReminderEntry {
  readonly account: string;
  readonly reminderId: string;
  readonly workflowId: string;
  readonly contactId: string;
  /** Of reminders that were scheduled before it was kept it is not known; nor is the date. */
  readonly key: string | null;
  /** What it is counted from. */
  readonly date: string | null;
  readonly fireAt: string;
  readonly status: ReminderStatus;
  /** The run that it started. */
  readonly runId: string | null;
  /** Why it was refused or missed, is held, or was removed without being cancelled. */
  readonly reason: string | null;
  /** By when it was last scheduled or moved. */
  readonly order: string;
}

const concerns = concerning('ReminderScheduled', 'ReminderRemoved', 'ReminderFired', 'ReminderMissed', 'ReminderHeld');

export const reminders: Projection<ReminderEntry, DomainEvent> = {
  name: 'reminders',
  version: 2,
  types: concerns.types,
  indexes: {
    recent: ['account', 'order'],
    byStatus: ['account', 'status', 'order'],
    byWorkflow: ['account', 'workflowId', 'order'],
    byWorkflowStatus: ['account', 'workflowId', 'status', 'order'],
    byContact: ['account', 'contactId', 'order'],
  },

  keys: (event) => (concerns(event) ? [event.data.reminderId] : NO_KEYS),

  fold(entry, event) {
    if (!concerns(event)) return entry;
    if (event.type === 'ReminderScheduled') return scheduled(event);
    if (entry === null) return null;
    switch (event.type) {
      case 'ReminderRemoved':
        return { ...entry, status: 'removed', reason: event.data.reason ?? null };
      case 'ReminderFired': {
        const { runId, refused } = event.data;
        return refused === null
          ? { ...entry, status: 'fired', runId, reason: null }
          : { ...entry, status: 'refused', reason: refused };
      }
      case 'ReminderMissed':
        return { ...entry, status: 'missed', reason: event.data.reason };
      case 'ReminderHeld':
        return { ...entry, reason: 'workflow_paused' };
    }
  },
};

const scheduled = ({ data, metadata, position }: RecordedOf<'ReminderScheduled'>): ReminderEntry => ({
  account: metadata.account,
  reminderId: data.reminderId,
  workflowId: data.workflowId,
  contactId: data.contactId,
  key: data.key ?? null,
  date: data.date ?? null,
  fireAt: data.fireAt,
  status: 'scheduled',
  runId: null,
  reason: null,
  order: `${metadata.at}|${position}`,
});
