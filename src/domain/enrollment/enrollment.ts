import type { Decider } from '../../kernel/decider';
import { DomainError } from '../../kernel/errors';
import { hashId } from '../../kernel/ids';
import { merged } from '../../kernel/merged';
import type { Reentry } from '../workflow/definition';
import type { ContactEnrolled, EnrollmentEvent } from './events';

/**
 * A contact's memberships of one workflow, each of at most one active run, by key: of a workflow with a reminder trigger
 * what tells its reminders apart (an appointment), of any other workflow none, which is the empty text.
 */
export type EnrollmentState = ReadonlyMap<string, Membership>;

export type Membership =
  | { readonly status: 'active'; readonly runId: string; readonly enrolled: ContactEnrolled }
  | { readonly status: 'completed'; readonly runId: string };

type Enrolling = Omit<ContactEnrolled, 'previousRunId'>;

export type EnrollmentCommand =
  | {
      readonly type: 'EnrollContact';
      readonly enrolled: Enrolling;
      readonly reentry: Reentry;
      /** Of the active runs that it would meet: whose own streams have ended, though the enrollment does not know it yet. */
      readonly ended: readonly string[];
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
  initialState: new Map(),

  decide(command, state) {
    switch (command.type) {
      case 'EnrollContact':
        return enroll(command, state);
      case 'CompleteEnrollment': {
        const active = activeRun(state, command.runId);
        return active === null ? [] : [enrollmentCompleted(active)];
      }
    }
  },

  evolve(state, event) {
    const { runId } = event.data;
    switch (event.type) {
      case 'ContactEnrolled':
        return changed(state, keyOf(event.data), { status: 'active', runId, enrolled: event.data });
      case 'EnrollmentCompleted': {
        const active = activeRun(state, runId);
        return active === null ? state : changed(state, keyOf(active), { status: 'completed', runId });
      }
    }
  },
};

/** What an active run was enrolled with; null when that run is not active here. */
export function activeRun(state: EnrollmentState, runId: string): ContactEnrolled | null {
  for (const one of state.values()) if (one.status === 'active' && one.runId === runId) return one.enrolled;
  return null;
}

/** The active runs that another one would meet: those of its key, and as nobody can tell of what has no key, that too. */
export const metBy = (state: EnrollmentState, key: string | undefined): readonly ContactEnrolled[] =>
  [...state.values()].flatMap((one) => {
    if (one.status === 'completed') return [];
    const { enrolled } = one;
    return key === undefined || enrolled.key === undefined || enrolled.key === key ? [enrolled] : [];
  });

function enroll(
  { enrolled, reentry, ended }: Extract<EnrollmentCommand, { type: 'EnrollContact' }>,
  state: EnrollmentState,
): readonly EnrollmentEvent[] {
  const memberships = [...state.values()];
  if (memberships.some(({ runId }) => runId === enrolled.runId)) return [];
  const met = metBy(state, enrolled.key);
  const active = met.find(({ runId }) => !ended.includes(runId));
  if (active !== undefined)
    throw new DomainError('already_active', 'this contact has an active run of this workflow', { runId: active.runId });
  const latest = memberships.at(-1);
  if (reentry === 'once' && latest !== undefined)
    throw new DomainError('already_enrolled', 'this workflow takes a contact only once', { runId: latest.runId });
  const previousRunId = (state.get(keyOf(enrolled)) ?? met.at(-1))?.runId ?? null;
  return [...met.map(enrollmentCompleted), { type: 'ContactEnrolled', data: merged(enrolled, { previousRunId }) }];
}

const NO_KEY = '';
const keyOf = ({ key = NO_KEY }: Pick<ContactEnrolled, 'key'>): string => key;

/** In the order in which they last changed. */
function changed(state: EnrollmentState, key: string, membership: Membership): EnrollmentState {
  const others = [...state].filter(([other]) => other !== key);
  return new Map([...others, [key, membership]]);
}

const enrollmentCompleted = ({ enrollmentId, runId, workflowId, contactId }: ContactEnrolled): EnrollmentEvent => ({
  type: 'EnrollmentCompleted',
  data: { enrollmentId, runId, workflowId, contactId },
});
