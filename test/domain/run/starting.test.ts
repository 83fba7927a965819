import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import type { Step } from '../../../src/domain/steps/step';
import { given } from '../../given';
import * as run from './a-run';

describe('a run that starts', () => {
  const nothing = given(runDecider, []);

  it('makes the intent of its first effect together with its own beginning', () => {
    nothing.when(run.start([run.sms('hi'), run.sms('bye')])).then([run.runStarted, run.intent('hi')]);
  });

  it('ends at once when it has nothing to do', () => {
    nothing.when(run.start([])).then([run.runStarted, run.runCompleted]);
  });

  it('goes through all steps that touch nothing outside, up to the first intent', () => {
    const steps: readonly Step[] = [
      { id: 'none', type: 'delay', duration: 'PT0S' },
      { id: 'open', type: 'business_hours' },
      run.sms('hi'),
    ];
    nothing
      .when(run.start(steps))
      .then([
        run.runStarted,
        run.completed('none', 'delay', { rule: 'PT0S in UTC', ...run.UTC }),
        run.completed('open', 'business_hours', { rule: 'business hours in UTC', ...run.UTC }),
        run.intent('hi'),
      ]);
  });

  it('is paused before its first step while its workflow is', () => {
    nothing.when(run.start([run.sms('hi')], { workflowPaused: true })).then([run.runStarted, run.paused]);
  });

  it('makes no intent in a process that is about to stop', () => {
    nothing.when(run.start([run.sms('hi')], { draining: true })).then([run.runStarted]);
  });

  it('starts only once', () => {
    given(runDecider, [run.runStarted, run.intent('hi')])
      .when(run.start([run.sms('hi')]))
      .then([]);
  });

  it.each<RunCommand>([
    { type: 'RecordOutcome', stepId: 'hi', outcome: run.SENT, world: run.worldOf([]) },
    { type: 'ResumeRun', waitId: null, world: run.worldOf([]) },
    { type: 'TakeOverRun', abandoned: true, honoursKeys: true, world: run.worldOf([]) },
    { type: 'PauseRun' },
    { type: 'UnpauseRun', world: run.worldOf([]) },
    { type: 'CancelRun', reason: null },
  ])('has to start before anything else: $type', (command) => {
    nothing.when(command).refuses('not_found');
  });
});
