import type { Event } from '../../kernel/message';
import type { RunStarted } from '../run/events';

/** A contact's membership of a workflow, stream `enrollment-<enrollmentId>`: at most one active run. */
export type EnrollmentEvent =
  Event<'ContactEnrolled', ContactEnrolled> | Event<'EnrollmentCompleted', EnrollmentCompleted>;

/** Everything its run starts with, so that whoever finds the run missing can start it. */
export type ContactEnrolled = Omit<RunStarted, 'startedAt'>;

/** The enrollment's active run has ended. */
export interface EnrollmentCompleted {
  readonly enrollmentId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly contactId: string;
}
