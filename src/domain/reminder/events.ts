import type { Event, JsonObject, Position } from '../../kernel/message';
import type { Contact } from '../contact/contact';

/** One reminder of one contact and key, stream `reminder-<reminderId>`: a timer that starts a run. */
export type ReminderEvent =
  | Event<'ReminderScheduled', ReminderScheduled>
  | Event<'ReminderRemoved', ReminderRemoved>
  | Event<'ReminderFired', ReminderFired>;

export interface OfReminder {
  readonly reminderId: string;
  readonly workflowId: string;
  readonly contactId: string;
}

/** Scheduled, or moved when it was scheduled before. */
export interface ReminderScheduled extends OfReminder {
  /** ISO 8601. */
  readonly fireAt: string;
  readonly workflowVersion: number;
  readonly eventId: string;
  readonly event: string;
  /** Where the log has that event: what tells a newer one from an older one. */
  readonly eventPosition: Position;
  readonly contact: Contact;
  readonly data: JsonObject;
  /** The run it starts. */
  readonly runId: string;
}

/** By a cancelling event. */
export interface ReminderRemoved extends OfReminder {
  readonly eventPosition: Position;
}

export interface ReminderFired extends OfReminder {
  readonly runId: string;
  /** Why it started no run; null when it did. */
  readonly refused: string | null;
}
