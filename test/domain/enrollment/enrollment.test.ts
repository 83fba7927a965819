import fc from 'fast-check';
import { enrollment, enrollmentIdOf } from '../../../src/domain/enrollment/enrollment';
import type { EnrollmentCommand, EnrollmentState } from '../../../src/domain/enrollment/enrollment';
import type { EnrollmentEvent } from '../../../src/domain/enrollment/events';
import type { Reentry } from '../../../src/domain/workflow/definition';
import { fold } from '../../../src/kernel/decider';
import { DomainError } from '../../../src/kernel/errors';
import { given } from '../../given';
import { tried } from '../../properties';

const enrolled = {
  runId: 'run-1',
  workflowId: 'welcome',
  workflowName: 'Welcome',
  workflowVersion: 1,
  enrollmentId: 'enrollment-1',
  contactId: 'ana',
  contact: { id: 'ana' },
  data: {},
  trigger: { type: 'manual' as const },
};

const enroll = (runId: string, reentry: Reentry = 'when_not_active', activeRunEnded = false): EnrollmentCommand => ({
  type: 'EnrollContact',
  enrolled: { ...enrolled, runId },
  reentry,
  activeRunEnded,
});
const complete = (runId: string): EnrollmentCommand => ({ type: 'CompleteEnrollment', runId });

const contactEnrolled = (runId: string, previousRunId: string | null = null): EnrollmentEvent => ({
  type: 'ContactEnrolled',
  data: { ...enrolled, runId, previousRunId },
});
const enrollmentCompleted = (runId: string): EnrollmentEvent => ({
  type: 'EnrollmentCompleted',
  data: { enrollmentId: 'enrollment-1', runId, workflowId: 'welcome', contactId: 'ana' },
});

const REENTRIES: readonly Reentry[] = ['when_not_active', 'always', 'once'];
const active = [contactEnrolled('run-1')];
const over = [...active, enrollmentCompleted('run-1')];

describe('enrolling a contact', () => {
  it.each(REENTRIES)('begins the first run, when re-entry is %s', (reentry) => {
    given(enrollment, [])
      .when(enroll('run-1', reentry))
      .then([contactEnrolled('run-1')]);
  });

  it.each(REENTRIES)('again for the same run does nothing, also once it is over, when re-entry is %s', (reentry) => {
    for (const past of [active, over]) given(enrollment, past).when(enroll('run-1', reentry)).then([]);
  });

  it.each(REENTRIES)('is refused with the run id while a run is active, when re-entry is %s', (reentry) => {
    given(enrollment, active).when(enroll('run-2', reentry)).refuses('already_active', { runId: 'run-1' });
  });

  it('links a new run to the one before', () => {
    given(enrollment, over)
      .when(enroll('run-2'))
      .then([contactEnrolled('run-2', 'run-1')]);
    given(enrollment, [...over, contactEnrolled('run-2', 'run-1'), enrollmentCompleted('run-2')])
      .when(enroll('run-3'))
      .then([contactEnrolled('run-3', 'run-2')]);
  });

  it('heals an enrollment whose run has ended without its knowing, in one append', () => {
    given(enrollment, active)
      .when(enroll('run-2', 'when_not_active', true))
      .then([enrollmentCompleted('run-1'), contactEnrolled('run-2', 'run-1')]);
  });

  it('is refused for ever after the first run where a contact may enter only once', () => {
    given(enrollment, over).when(enroll('run-2', 'once')).refuses('already_enrolled', { runId: 'run-1' });
    given(enrollment, active)
      .when(enroll('run-2', 'once', true))
      .refuses('already_enrolled', { runId: 'run-1' });
  });
});

describe('completing an enrollment', () => {
  it('follows the end of its active run', () => {
    given(enrollment, active)
      .when(complete('run-1'))
      .then([enrollmentCompleted('run-1')]);
  });

  it('does nothing when it is completed already, or there is none', () => {
    given(enrollment, over).when(complete('run-1')).then([]);
    given(enrollment, []).when(complete('run-1')).then([]);
  });

  it('for a run before leaves the active one alone', () => {
    given(enrollment, [...over, contactEnrolled('run-2', 'run-1')])
      .when(complete('run-1'))
      .then([]);
  });
});

it('stays active when a completion is told of a run before', () => {
  given(enrollment, [...over, contactEnrolled('run-2', 'run-1'), enrollmentCompleted('run-1')])
    .when(complete('run-2'))
    .then([enrollmentCompleted('run-2')]);
  expect(enrollment.evolve(enrollment.initialState, enrollmentCompleted('run-1'))).toBe(enrollment.initialState);
});

describe('the id of an enrollment', () => {
  const idFor = (reentry: Reentry, runId: string): string => enrollmentIdOf('acme', 'welcome', 'ana', reentry, runId);

  it('is one for a contact and workflow, or one for each run where re-entry is always allowed', () => {
    expect(idFor('when_not_active', 'run-1')).toBe(idFor('when_not_active', 'run-2'));
    expect(idFor('always', 'run-1')).not.toBe(idFor('always', 'run-2'));
    expect(idFor('always', 'run-1')).toBe(idFor('always', 'run-1'));
  });

  it('stays when the workflow turns to taking a contact only once, which so remembers the runs before', () => {
    expect(idFor('once', 'run-2')).toBe(idFor('when_not_active', 'run-1'));
  });

  it('tells accounts, workflows and contacts apart', () => {
    const ids = [
      ['acme', 'welcome', 'ana'],
      ['globex', 'welcome', 'ana'],
      ['acme', 'farewell', 'ana'],
      ['acme', 'welcome', 'bo'],
      ['acme', 'welcomea', 'na'],
    ].map(([account = '', workflow = '', contact = '']) =>
      enrollmentIdOf(account, workflow, contact, 'when_not_active', 'run-1'),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('has at most one active run, whatever is asked in whatever order, and no run is enrolled twice', () => {
  const runIds = fc.nat(5).map((n) => `run-${n}`);
  const commands = fc.oneof(
    fc.tuple(runIds, fc.constantFrom(...REENTRIES), fc.boolean()).map((of) => enroll(...of)),
    runIds.map(complete),
  );
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (taken) => {
      let state: EnrollmentState = enrollment.initialState;
      let activeRun: string | null = null;
      for (const command of taken) {
        let events: readonly EnrollmentEvent[] = [];
        try {
          events = enrollment.decide(command, state);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
        for (const event of events) {
          if (event.type === 'EnrollmentCompleted') expect(event.data.runId).toBe(activeRun);
          else expect(activeRun).toBeNull();
          activeRun = event.type === 'ContactEnrolled' ? event.data.runId : null;
        }
        state = fold(enrollment, state, events);
        if (events.length > 0) expect(enrollment.decide(command, state)).toEqual([]);
      }
    }),
    tried(200),
  );
});
