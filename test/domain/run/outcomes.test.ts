import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
import type { Step } from '../../../src/domain/steps/step';
import type { EffectOutcome, SkipReason } from '../../../src/domain/effect/effect';
import { given } from '../../given';
import * as run from './a-run';

const steps: readonly Step[] = [run.sms('hi'), run.sms('bye')];

const record = (
  stepId: string,
  outcome: EffectOutcome = run.SENT,
  of = steps,
  changes: Partial<World> = {},
): RunCommand => ({ type: 'RecordOutcome', stepId, outcome, world: run.worldOf(of, run.NOW, changes) });

const sendingHi = [run.runStarted, run.intent('hi')];
const sendingBye = [...sendingHi, run.sent('hi'), run.intent('bye')];

describe('the outcome of an effect', () => {
  it('is recorded together with the next intent', () => {
    given(runDecider, sendingHi)
      .when(record('hi'))
      .then([run.sent('hi'), run.intent('bye')]);
  });

  it('ends the run after its last step', () => {
    given(runDecider, sendingBye)
      .when(record('bye'))
      .then([run.sent('bye'), run.runCompleted]);
  });

  it.each<SkipReason>(['sms_opt_out', 'email_opt_out'])('of %s is no failure', (reason) => {
    const stopping = [run.sms('hi'), run.sms('bye', { onError: 'stop' })];
    given(runDecider, sendingBye)
      .when(record('bye', { status: 'skipped', reason }, stopping))
      .then([run.skipped('bye', reason), run.runCompleted]);
  });

  it('keeps what a failure brought: a status code and a response', () => {
    const output = { statusCode: 500, response: 'oops' };
    const error = { code: 'webhook_error', message: 'status 500' } as const;
    const hook: Step = { id: 'hook', type: 'webhook', url: 'https://example.com' };
    const request = { channel: 'webhook', url: hook.url, method: 'POST', headers: {}, body: null } as const;
    given(runDecider, [run.runStarted, run.intent('hook', request)])
      .when(record('hook', { status: 'failed', error, output }, [hook, run.sms('bye')]))
      .then([
        { type: 'StepFailed', data: { ...run.ofRun, stepId: 'hook', stepType: 'webhook', error, output } },
        run.intent('bye'),
      ]);
  });

  it('is recorded only once', () => {
    given(runDecider, sendingBye).when(record('hi')).then([]);
    given(runDecider, [...sendingBye, run.sent('bye'), run.runCompleted])
      .when(record('bye', run.refusedWith('provider_error')))
      .then([]);
  });

  it('is not recorded for a step that is not being sent, or that nobody knows', () => {
    given(runDecider, sendingHi).when(record('bye')).then([]);
    given(runDecider, sendingHi).when(record('nobody')).then([]);
    given(runDecider, [run.runStarted, run.waiting('rest', 1, run.NOW, 'PT0S in UTC')])
      .when(record('rest'))
      .then([]);
  });

  it('pauses the run before the next step when its workflow was paused meanwhile', () => {
    given(runDecider, sendingHi)
      .when(record('hi', run.SENT, steps, { workflowPaused: true }))
      .then([run.sent('hi'), run.paused]);
  });

  it('ends the run also when its workflow was paused meanwhile: nothing is left to start', () => {
    given(runDecider, sendingBye)
      .when(record('bye', run.SENT, steps, { workflowPaused: true }))
      .then([run.sent('bye'), run.runCompleted]);
  });

  it('of a paused run is recorded, and the run stays paused', () => {
    given(runDecider, [...sendingHi, run.paused])
      .when(record('hi'))
      .then([run.sent('hi')]);
  });

  it('is recorded by a process that is about to stop, without another intent', () => {
    given(runDecider, sendingHi)
      .when(record('hi', run.SENT, steps, { draining: true }))
      .then([run.sent('hi')]);
  });
});

describe('a late outcome, after the run was cancelled', () => {
  const cancelled = [...sendingHi, run.runCancelled(null)];

  it('is shown on its step and starts nothing', () => {
    given(runDecider, cancelled)
      .when(record('hi'))
      .then([run.sent('hi')]);
    given(runDecider, cancelled)
      .when(record('hi', run.refusedWith('provider_error')))
      .then([run.failed('hi', 'provider_error')]);
  });

  it('comes only once, and only for the effect that was in flight', () => {
    given(runDecider, [...cancelled, run.sent('hi')])
      .when(record('hi'))
      .then([]);
    given(runDecider, cancelled).when(record('bye')).then([]);
  });
});

describe('a failed step', () => {
  const failing = run.refusedWith('provider_error');

  it('does not stop the run, which ends failed', () => {
    given(runDecider, sendingHi)
      .when(record('hi', failing))
      .then([run.failed('hi', 'provider_error'), run.intent('bye')]);
    given(runDecider, [...sendingHi, run.failed('hi', 'provider_error'), run.intent('bye')])
      .when(record('bye'))
      .then([run.sent('bye'), run.runFailed(1, 'hi', 'provider_error')]);
  });

  it('stops the run when its step says so', () => {
    given(runDecider, sendingHi)
      .when(record('hi', failing, [run.sms('hi', { onError: 'stop' }), run.sms('bye')]))
      .then([run.failed('hi', 'provider_error'), run.runFailed(1, 'hi', 'provider_error')]);
  });

  it('inside a branch stops the whole run when it says so', () => {
    const branch: Step = {
      id: 'any',
      type: 'condition',
      if: { field: 'data.total', op: 'exists' },
      then: [run.sms('hi', { onError: 'stop' })],
      else: [],
    };
    given(runDecider, [run.runStarted, run.completed('any', 'condition', {}, true), run.intent('hi')])
      .when(record('hi', failing, [branch, run.sms('bye')]))
      .then([run.failed('hi', 'provider_error'), run.runFailed(1, 'hi', 'provider_error')]);
  });

  it('counts, and the first one is the error of the run', () => {
    given(runDecider, [...sendingHi, run.failed('hi', 'rate_limited'), run.intent('bye')])
      .when(record('bye', failing))
      .then([run.failed('bye', 'provider_error'), run.runFailed(2, 'hi', 'rate_limited')]);
  });
});
