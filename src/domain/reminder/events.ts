import type { Event, JsonObject, Position } from '../../kernel/message';
import type { Contact } from '../contact/contact';

/** One reminder of one contact and key, stream `reminder-<reminderId>`: a timer that starts a run. */
export type ReminderEvent =
  | Event<'ReminderScheduled', ReminderScheduled>
  | Event<'ReminderRemoved', ReminderRemoved>
  | Event<'ReminderFired', ReminderFired>
  | Event<'ReminderMissed', ReminderMissed>
  | Event<'ReminderHeld', OfReminder>
  | Event<'ReminderTakenOver', ReminderTakenOver>;

export interface OfReminder {
  readonly reminderId: string;
  readonly workflowId: string;
  readonly contactId: string;
}

/** It was held until then, and is not any more. */
interface MayLeave {
  readonly whileHeld?: true;
}

/** Scheduled, or moved when it was scheduled before. */
export interface ReminderScheduled extends OfReminder, MayLeave {
  /** What tells the reminders of one contact apart; of old events it is not known. */
  readonly key?: string;
  /** What it is counted from; of old events it is not known. ISO 8601. */
  readonly date?: string;
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

/** By a cancelling event, or by one that gives no date any more. */
export interface ReminderRemoved extends OfReminder, MayLeave {
  readonly eventPosition: Position;
  readonly reason?: 'date_unreadable';
}

export interface ReminderFired extends OfReminder, MayLeave {
  readonly runId: string;
  /** Why it started no run; null when it did. */
  readonly refused: string | null;
}

/** Its date was past when it could have fired: nothing is sent for it. */
export interface ReminderMissed extends OfReminder, MayLeave {
  readonly reason: 'date_passed';
}

/**
 * It was due before this process began, so another one may have ended by firing it. It is recorded before it is tried again,
 * so that what ends every process is known by how often it was.
 */
export interface ReminderTakenOver extends OfReminder {
  readonly eventId: string;
  /** The process that fires it now. */
  readonly lease: string;
}
