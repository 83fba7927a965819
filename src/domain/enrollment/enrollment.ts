import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import { hashId } from '../../kernel/ids';
import type { Reentry } from '../workflow/definition';
import type { ContactEnrolled, EnrollmentEvent } from './events';

export type EnrollmentState =
  | { readonly status: 'none' }
  | { readonly status: 'active'; readonly enrolled: ContactEnrolled }
  | { readonly status: 'completed'; readonly enrolled: ContactEnrolled };

export type EnrollmentCommand =
  | {
      readonly type: 'EnrollContact';
      readonly enrolled: Omit<ContactEnrolled, 'previousRunId'>;
      readonly reentry: Reentry;
      /** The active run's own stream has ended, though its enrollment does not know it yet. */
      readonly activeRunEnded: boolean;
    }
  | { readonly type: 'CompleteEnrollment'; readonly runId: string };

/** One enrollment a contact and workflow; when re-entry is always allowed, one a run. */
export const enrollmentIdOf = (
  account: string,
  workflowId: string,
  contactId: string,
  reentry: Reentry,
  runId: string,
): string => hashId('enrollment', account, workflowId, contactId, ...(reentry === 'always' ? [runId] : []));

export const enrollment: Decider<EnrollmentState, EnrollmentCommand, EnrollmentEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    switch (command.type) {
      case 'EnrollContact': {
        const { enrolled } = command;
        if (state.status === 'none') return [contactEnrolled(enrolled, null)];
        const { runId } = state.enrolled;
        if (runId === enrolled.runId) return [];
        const active = state.status === 'active';
        if (active && !command.activeRunEnded)
          throw new DomainError('already_active', 'this contact has an active run of this workflow', { runId });
        if (command.reentry === 'once')
          throw new DomainError('already_enrolled', 'this workflow takes a contact only once', { runId });
        const next = contactEnrolled(enrolled, runId);
        return active ? [enrollmentCompleted(state.enrolled), next] : [next];
      }
      case 'CompleteEnrollment':
        return state.status === 'active' && state.enrolled.runId === command.runId
          ? [enrollmentCompleted(state.enrolled)]
          : [];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ContactEnrolled':
        return { status: 'active', enrolled: event.data };
      case 'EnrollmentCompleted':
        return state.status === 'active' && state.enrolled.runId === event.data.runId
          ? { status: 'completed', enrolled: state.enrolled }
          : state;
    }
  },
};

const contactEnrolled = (
  enrolled: Omit<ContactEnrolled, 'previousRunId'>,
  previousRunId: string | null,
): EnrollmentEvent => ({ type: 'ContactEnrolled', data: { ...enrolled, previousRunId } });

const enrollmentCompleted = ({ enrollmentId, runId, workflowId, contactId }: ContactEnrolled): EnrollmentEvent => ({
  type: 'EnrollmentCompleted',
  data: { enrollmentId, runId, workflowId, contactId },
});
