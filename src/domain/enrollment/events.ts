import type { Event } from '../../kernel/message';
import type { RunBeginning } from '../run/events';

/** A contact's membership of a workflow, stream `enrollment-<enrollmentId>`: at most one active run of one key. */
export type EnrollmentEvent =
  Event<'ContactEnrolled', ContactEnrolled> | Event<'EnrollmentCompleted', EnrollmentCompleted>;

/** Everything its run starts with, so that whoever finds the run missing can start it. */
export interface ContactEnrolled extends RunBeginning {
  /** Of a workflow with a reminder trigger: what tells its reminders apart. */
  readonly key?: string;
}

/** The enrollment's active run has ended. */
export interface EnrollmentCompleted {
  readonly enrollmentId: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly contactId: string;
}
