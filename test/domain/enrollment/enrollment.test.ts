import fc from 'fast-check';
import { activeRun, enrollment, enrollmentIdOf } from '../../../src/domain/enrollment/enrollment';
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

const enroll = (
  runId: string,
  reentry: Reentry = 'when_not_active',
  ended: readonly string[] = [],
  key?: string,
): EnrollmentCommand => ({
  type: 'EnrollContact',
  enrolled: { ...enrolled, runId, ...of(key) },
  reentry,
  ended,
});
const of = (key: string | undefined) => (key === undefined ? {} : { key });
const complete = (runId: string): EnrollmentCommand => ({ type: 'CompleteEnrollment', runId });

const contactEnrolled = (runId: string, previousRunId: string | null = null, key?: string): EnrollmentEvent => ({
  type: 'ContactEnrolled',
  data: { ...enrolled, runId, previousRunId, ...of(key) },
});
const enrollmentCompleted = (runId: string): EnrollmentEvent => ({
  type: 'EnrollmentCompleted',
  data: { enrollmentId: 'enrollment-1', runId, workflowId: 'welcome', contactId: 'ana' },
});

const RUNS = Array.from({ length: 6 }, (_, n) => `run-${n}`);
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
      .when(enroll('run-2', 'when_not_active', ['run-1']))
      .then([enrollmentCompleted('run-1'), contactEnrolled('run-2', 'run-1')]);
  });

  it('is refused for ever after the first run where a contact may enter only once', () => {
    given(enrollment, over).when(enroll('run-2', 'once')).refuses('already_enrolled', { runId: 'run-1' });
    given(enrollment, active)
      .when(enroll('run-2', 'once', ['run-1']))
      .refuses('already_enrolled', { runId: 'run-1' });
  });
});

describe('enrolling a contact by a key', () => {
  const ofA = contactEnrolled('run-a', null, 'a');
  const byKey = (runId: string, key?: string, reentry?: Reentry, ended?: readonly string[]) =>
    enroll(runId, reentry, ended, key);

  it('meets only the active run of its key', () => {
    given(enrollment, [ofA])
      .when(byKey('run-b', 'b'))
      .then([contactEnrolled('run-b', null, 'b')]);
    given(enrollment, [ofA]).when(byKey('run-2', 'a')).refuses('already_active', { runId: 'run-a' });
    given(enrollment, [ofA, contactEnrolled('run-b', null, 'b')])
      .when(byKey('run-2', 'a'))
      .refuses('already_active', { runId: 'run-a' });
  });

  it('links a new run to the one before of its key', () => {
    given(enrollment, [
      ofA,
      contactEnrolled('run-b', null, 'b'),
      enrollmentCompleted('run-a'),
      enrollmentCompleted('run-b'),
    ])
      .when(byKey('run-2', 'a'))
      .then([contactEnrolled('run-2', 'run-a', 'a')]);
  });

  it('meets what has no key, and is met by it, since nobody can tell', () => {
    given(enrollment, active).when(byKey('run-2', 'a')).refuses('already_active', { runId: 'run-1' });
    given(enrollment, [ofA]).when(enroll('run-2')).refuses('already_active', { runId: 'run-a' });
    given(enrollment, over)
      .when(byKey('run-2', 'a'))
      .then([contactEnrolled('run-2', null, 'a')]);
  });

  it('meets what a reminder started before keys were kept', () => {
    const old: EnrollmentEvent = {
      type: 'ContactEnrolled',
      data: { ...enrolled, trigger: { type: 'reminder', eventId: 'e-1', event: 'booked' }, previousRunId: null },
    };
    given(enrollment, [old]).when(byKey('run-2', 'a')).refuses('already_active', { runId: 'run-1' });
    given(enrollment, [old, enrollmentCompleted('run-1')])
      .when(byKey('run-2', 'a'))
      .then([contactEnrolled('run-2', null, 'a')]);
  });

  it('heals every enrollment that it meets whose run has ended without its knowing', () => {
    const both = [ofA, contactEnrolled('run-b', null, 'b')];
    given(enrollment, both)
      .when(enroll('run-2', 'when_not_active', ['run-a']))
      .refuses('already_active', { runId: 'run-b' });
    given(enrollment, both)
      .when(enroll('run-2', 'when_not_active', ['run-a', 'run-b']))
      .then([enrollmentCompleted('run-a'), enrollmentCompleted('run-b'), contactEnrolled('run-2', 'run-b')]);
  });

  it('never happens twice, of whatever key, where a contact may enter only once', () => {
    for (const past of [[ofA], [ofA, enrollmentCompleted('run-a')]])
      given(enrollment, past)
        .when(byKey('run-b', 'b', 'once'))
        .refuses('already_enrolled', { runId: 'run-a' });
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

it('has at most one active run of a key, whatever is asked in whatever order, and no run is enrolled twice', () => {
  const runIds = fc.nat(5).map((n) => `run-${n}`);
  const keys = fc.constantFrom(undefined, 'a', 'b');
  const commands = fc.oneof(
    fc.tuple(runIds, fc.constantFrom(...REENTRIES), fc.subarray(RUNS), keys).map((args) => enroll(...args)),
    runIds.map(complete),
  );
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 20 }), (taken) => {
      let state: EnrollmentState = enrollment.initialState;
      const active = new Map<string, string | undefined>();
      for (const command of taken) {
        let events: readonly EnrollmentEvent[] = [];
        try {
          events = enrollment.decide(command, state);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
        for (const { type, data } of events) {
          if (type === 'EnrollmentCompleted') expect(active.delete(data.runId)).toBe(true);
          else {
            for (const key of active.values()) expect([key, data.key]).not.toContain(undefined);
            expect([...active.values()]).not.toContain(data.key);
            active.set(data.runId, data.key);
          }
        }
        state = fold(enrollment, state, events);
        for (const runId of RUNS) expect(activeRun(state, runId) !== null).toBe(active.has(runId));
        if (events.length > 0) expect(enrollment.decide(command, state)).toEqual([]);
      }
    }),
    tried(200),
  );
});
