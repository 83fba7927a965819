import type { KnownOutcome, RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import type { RunCommand } from '../../../src/domain/run/run';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';
import * as run from './a-run';

const STEPS = [run.sms('hi'), { id: 'out', type: 'exit' } as const, run.sms('never')];
const settle = (outcome: KnownOutcome, stepId = 'hi', reason = 'seen at the provider'): RunCommand => ({
  type: 'SettleOutcome',
  stepId,
  outcome,
  by: 'owner:ana',
  reason,
  world: run.worldOf(STEPS),
});
const settled = (outcome: KnownOutcome): RunEvent => ({
  type: 'StepSettled',
  data: { ...run.ofRun, stepId: 'hi', stepType: 'sms', outcome, by: 'owner:ana', reason: 'seen at the provider' },
});
const unknown = [run.runStarted, run.intent('hi'), run.failed('hi', 'outcome_unknown')];
const ended = [...unknown, run.completed('out', 'exit'), run.runFailed(1, 'hi', 'outcome_unknown')];

describe('settling an unknown outcome', () => {
  it.each<[string, readonly RunEvent[]]>([
    ['failed', ended],
    ['cancelled', [run.runStarted, run.intent('hi'), run.runCancelled(null), run.failed('hi', 'outcome_unknown')]],
    ['running', unknown],
    ['paused', [...unknown, run.paused]],
  ])('records who knows it and how; the run stays %s', (status, past) => {
    for (const outcome of ['sent', 'not_sent'] as const) {
      given(runDecider, past)
        .when(settle(outcome))
        .then([settled(outcome)]);
      const after = fold(runDecider, runDecider.initialState, [...past, settled(outcome)]);
      expect(after).toMatchObject({ status, failedSteps: status === 'cancelled' ? 0 : 1 });
    }
  });

  it('again in the same way changes nothing, and in the other is refused', () => {
    given(runDecider, [...ended, settled('sent')])
      .when(settle('sent', 'hi', 'another reason'))
      .then([]);
    given(runDecider, [...ended, settled('sent')])
      .when(settle('not_sent'))
      .refuses('already_settled');
  });

  it.each<[string, readonly RunEvent[], string, string]>([
    ['that is being sent', [run.runStarted, run.intent('hi')], 'hi', 'outcome_not_unknown'],
    ['that was sent', [run.runStarted, run.intent('hi'), run.sent('hi')], 'hi', 'outcome_not_unknown'],
    ['that was refused', [run.runStarted, run.failed('hi', 'provider_error')], 'hi', 'outcome_not_unknown'],
    ['that was not reached', ended, 'never', 'outcome_not_unknown'],
    ['that sends nothing', ended, 'out', 'outcome_not_unknown'],
    ['that there is none of', ended, 'nothing', 'not_found'],
    ['of no run', [], 'hi', 'not_found'],
  ])('is refused for a step %s', (_, past, stepId, code) => {
    given(runDecider, past).when(settle('sent', stepId)).refuses(code);
  });
});
