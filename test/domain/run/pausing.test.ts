import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
import type { Step } from '../../../src/domain/steps/step';
import { given } from '../../given';
import * as run from './a-run';

const WAKE_AT = '2026-11-26T10:00:00.000Z';
const LATER = '2026-12-24T10:00:00.000Z';
const steps: readonly Step[] = [run.sms('hi'), { id: 'rest', type: 'delay', duration: 'P2D' }, run.sms('bye')];

const pause: RunCommand = { type: 'PauseRun' };
const unpauseAt = (at: string, changes: Partial<World> = {}): RunCommand => ({
  type: 'UnpauseRun',
  world: run.worldOf(steps, at, changes),
});

const sending = [run.runStarted, run.intent('hi')];
const resting = [...sending, run.sent('hi'), run.waiting('rest', 1, WAKE_AT, 'P2D in UTC')];

describe('pausing', () => {
  it('takes a run that sends, and one that waits', () => {
    for (const past of [sending, resting]) given(runDecider, past).when(pause).then([run.paused]);
  });

  it('twice does nothing', () => {
    for (const past of [sending, resting])
      given(runDecider, [...past, run.paused])
        .when(pause)
        .then([]);
  });

  it.each([run.runCompleted, run.runFailed(1, 'hi', 'provider_error'), run.runCancelled(null)])(
    'does nothing once a run has ended: $type',
    (end) => {
      given(runDecider, [...sending, end])
        .when(pause)
        .then([]);
      given(runDecider, [...sending, end])
        .when(unpauseAt(run.NOW))
        .then([]);
    },
  );
});

describe('unpausing', () => {
  const pausedAtWait = [...resting, run.paused];
  const resume = (at: string): RunCommand => ({
    type: 'ResumeRun',
    waitId: 'rest:1',
    world: run.worldOf(steps, at),
  });

  it('puts a run back at its wait, which keeps its wake time', () => {
    given(runDecider, pausedAtWait).when(unpauseAt(run.NOW)).then([run.unpaused]);
    given(runDecider, [...pausedAtWait, run.unpaused])
      .when(resume('2026-11-26T09:59:59.999Z'))
      .refuses('wake_time_not_reached', { wakeAt: WAKE_AT });
  });

  it('leaves a wait that fell due meanwhile to fire at once', () => {
    given(runDecider, pausedAtWait).when(unpauseAt(LATER)).then([run.unpaused]);
    given(runDecider, [...pausedAtWait, run.unpaused])
      .when(resume(LATER))
      .then([run.resumed('rest:1'), run.completed('rest', 'delay'), run.intent('bye', run.SMS, LATER)]);
  });

  it('goes on at once when the effect in flight had its outcome meanwhile', () => {
    given(runDecider, [...sending, run.paused, run.sent('hi')])
      .when(unpauseAt(run.NOW))
      .then([run.unpaused, run.waiting('rest', 1, WAKE_AT, 'P2D in UTC')]);
  });

  it('starts nothing while the effect is still in flight', () => {
    given(runDecider, [...sending, run.paused])
      .when(unpauseAt(LATER))
      .then([run.unpaused]);
  });

  it('goes on with a run that was paused before its first step', () => {
    given(runDecider, [run.runStarted, run.paused])
      .when(unpauseAt(LATER))
      .then([run.unpaused, run.intent('hi', run.SMS, LATER)]);
  });

  it('ends a run whose last outcome came while it was paused', () => {
    const lastOne = [...resting, run.resumed('rest:1'), run.completed('rest', 'delay'), run.intent('bye')];
    given(runDecider, [...lastOne, run.paused, run.failed('bye', 'provider_error')])
      .when(unpauseAt(LATER))
      .then([run.unpaused, run.runFailed(1, 'bye', 'provider_error')]);
  });

  it('does nothing while the workflow is still paused, or again', () => {
    given(runDecider, pausedAtWait)
      .when(unpauseAt(LATER, { workflowPaused: true }))
      .then([]);
  });

  it('does nothing to a run that is not paused', () => {
    for (const past of [sending, resting]) given(runDecider, past).when(unpauseAt(LATER)).then([]);
  });

  it('begins nothing new in a process that is about to stop', () => {
    given(runDecider, [run.runStarted, run.paused])
      .when(unpauseAt(LATER, { draining: true }))
      .then([run.unpaused]);
  });
});
