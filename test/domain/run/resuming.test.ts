import type { RunEvent } from '../../../src/domain/run/events';
import { resumeIgnored, runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
import type { Step } from '../../../src/domain/steps/step';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';
import * as run from './a-run';

const WAKE_AT = '2026-11-24T12:00:00.000Z';
const steps: readonly Step[] = [
  { id: 'rest', type: 'delay', duration: 'PT2H' },
  { id: 'more', type: 'delay', duration: 'PT1H' },
];

const resumeAt = (at: string, waitId: string | null = 'rest:1', changes: Partial<World> = {}): RunCommand => ({
  type: 'ResumeRun',
  waitId,
  world: run.worldOf(steps, at, changes),
});

const resting = [run.runStarted, run.waiting('rest', 1, WAKE_AT, 'PT2H in UTC')];
const woken = [run.resumed('rest:1'), run.completed('rest', 'delay')];

describe('a waiting run', () => {
  it('refuses to resume before the wake time, and tells it', () => {
    for (const waitId of ['rest:1', null])
      given(runDecider, resting)
        .when(resumeAt('2026-11-24T11:59:59.999Z', waitId))
        .refuses('wake_time_not_reached', { wakeAt: WAKE_AT });
  });

  it('resumes from the wake time on and only then executes the next step', () => {
    for (const waitId of ['rest:1', null])
      given(runDecider, resting)
        .when(resumeAt(WAKE_AT, waitId))
        .then([...woken, run.waiting('more', 2, '2026-11-24T13:00:00.000Z', 'PT1H in UTC')]);
  });

  it('counts the next wait from when it woke, not from when it should have', () => {
    given(runDecider, resting)
      .when(resumeAt('2026-11-26T00:00:00.000Z'))
      .then([...woken, run.waiting('more', 2, '2026-11-26T01:00:00.000Z', 'PT1H in UTC')]);
  });

  it('ends when nothing follows its wait', () => {
    const last = [...resting, ...woken, run.waiting('more', 2, '2026-11-24T13:00:00.000Z', 'PT1H in UTC')];
    given(runDecider, last)
      .when(resumeAt('2026-11-24T13:00:00.000Z', 'more:2'))
      .then([run.resumed('more:2'), run.completed('more', 'delay'), run.runCompleted]);
  });

  it('is paused instead when the wake falls due in a paused workflow', () => {
    given(runDecider, resting)
      .when(resumeAt(WAKE_AT, 'rest:1', { workflowPaused: true }))
      .then([run.paused]);
  });

  it('wakes in a process that is about to stop, but begins nothing new', () => {
    given(runDecider, resting)
      .when(resumeAt(WAKE_AT, 'rest:1', { draining: true }))
      .then(woken);
  });

  it('keeps its wake time, whatever the definition says now', () => {
    given(runDecider, resting)
      .when({ type: 'ResumeRun', waitId: null, world: run.worldOf([{ id: 'rest', type: 'delay', duration: 'PT1S' }]) })
      .refuses('wake_time_not_reached', { wakeAt: WAKE_AT });
  });
});

describe('resuming does nothing, and says why', () => {
  const LATE = '2026-12-24T12:00:00.000Z';
  const ignored = (past: readonly RunEvent[], waitId: string | null, reason: string): void => {
    given(runDecider, past).when(resumeAt(LATE, waitId)).then([]);
    expect(resumeIgnored(fold(runDecider, runDecider.initialState, past), waitId)).toBe(reason);
  };

  it('for a wait that is over, however often it is asked', () => {
    const atNext = [...resting, ...woken, run.waiting('more', 2, '2026-11-24T13:00:00.000Z', 'PT1H in UTC')];
    ignored(atNext, 'rest:1', 'wait_over');
    ignored([...resting, ...woken, run.intent('hi')], 'rest:1', 'not_waiting');
  });

  it('for a wait that nobody knows', () => {
    ignored(resting, 'rest:2', 'wait_over');
  });

  it('for either, also while the run is paused', () => {
    ignored([...resting, run.paused], 'rest:2', 'wait_over');
    ignored([run.runStarted, run.intent('hi'), run.paused], 'rest:1', 'not_waiting');
  });

  it('for a run that does not wait', () => {
    ignored([run.runStarted, run.intent('hi')], null, 'not_waiting');
  });

  it.each([run.runCompleted, run.runFailed(1, 'hi', 'provider_error'), run.runCancelled(null)])(
    'for one that has ended: $type',
    (end) => {
      ignored([run.runStarted, end], null, 'run_ended');
      ignored([...resting, end], 'rest:1', 'run_ended');
    },
  );

  it('but not for a wait that has come to its time', () => {
    expect(resumeIgnored(fold(runDecider, runDecider.initialState, resting), 'rest:1')).toBeNull();
    expect(resumeIgnored(fold(runDecider, runDecider.initialState, resting), null)).toBeNull();
  });
});

it('refuses to resume a paused run, before and after its wake time', () => {
  for (const at of [run.NOW, WAKE_AT])
    for (const waitId of [null, 'rest:1'])
      given(runDecider, [...resting, run.paused])
        .when(resumeAt(at, waitId))
        .refuses('run_paused');
  given(runDecider, [run.runStarted, run.intent('hi'), run.paused])
    .when(resumeAt(WAKE_AT, null))
    .refuses('run_paused');
});
