import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import { given } from '../../given';
import * as run from './a-run';

const cancel = { type: 'CancelRun', reason: 'asked by phone' } as const;
const sending = [run.runStarted, run.intent('hi')];
const resting = [run.runStarted, run.waiting('rest', 1, '2026-11-26T10:00:00.000Z', 'P2D in UTC')];

describe('cancelling', () => {
  it.each<[string, readonly RunEvent[]]>([
    ['while it sends', sending],
    ['while it waits', resting],
  ])('takes effect at once: %s', (_, past) => {
    given(runDecider, past)
      .when(cancel)
      .then([run.runCancelled('asked by phone')]);
  });

  it('needs no reason', () => {
    given(runDecider, sending)
      .when({ type: 'CancelRun', reason: null })
      .then([run.runCancelled(null)]);
  });

  it('of a paused run tells that it was paused', () => {
    for (const past of [sending, resting])
      given(runDecider, [...past, run.paused])
        .when(cancel)
        .then([run.runCancelled('asked by phone', true)]);
  });

  it('twice answers the same', () => {
    given(runDecider, [...sending, run.runCancelled('first')])
      .when(cancel)
      .then([]);
  });

  it.each([
    ['completed', run.runCompleted],
    ['failed', run.runFailed(1, 'hi', 'provider_error')],
  ])('is refused with its status once a run is %s', (runStatus, end) => {
    given(runDecider, [...sending, end])
      .when(cancel)
      .refuses('run_not_active', { runStatus });
  });
});

describe('a cancelled run', () => {
  const world = run.worldOf([run.sms('hi'), run.sms('bye')], '2026-12-24T00:00:00.000Z');

  it.each<[string, readonly RunEvent[]]>([
    ['its wait', [...resting, run.runCancelled(null)]],
    ['its effect in flight', [...sending, run.runCancelled(null)]],
    ['its pause', [...resting, run.paused, run.runCancelled(null, true)]],
  ])('goes on by nothing, whatever it was at: %s', (_, past) => {
    const cancelled = given(runDecider, past);
    cancelled.when({ type: 'ResumeRun', waitId: null, world }).then([]);
    cancelled.when({ type: 'ResumeRun', waitId: 'rest:1', world }).then([]);
    cancelled.when({ type: 'UnpauseRun', world }).then([]);
    cancelled.when({ type: 'PauseRun' }).then([]);
  });
});
