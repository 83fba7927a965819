import type { EffectOutcome, StepError } from '../effect/effect';
import { merged } from '../../kernel/merged';
import type { Step } from '../steps/step';
import type { RunEvent } from './events';
import { asFarAsKnown } from './late-facts';
import type { Ended, OpenStep, RunState } from './run-state';
import { ofStep, stepOf } from './step-events';
import type { World } from './world';

export function outcomeEvent(
  step: Step,
  outcome: EffectOutcome,
  state: Exclude<RunState, { status: 'not_started' }>,
): RunEvent {
  const data = ofStep(step, state);
  const known = asFarAsKnown(outcome, step.id, state);
  switch (known.status) {
    case 'completed': {
      const { output, delivery } = known;
      return { type: 'StepCompleted', data: merged(data, delivery === undefined ? { output } : { output, delivery }) };
    }
    case 'failed':
      return { type: 'StepFailed', data: merged(data, { error: known.error, output: known.output }) };
    case 'skipped':
      return { type: 'StepSkipped', data: merged(data, { reason: known.reason }) };
  }
}

export const OUTCOME_UNKNOWN: StepError = {
  code: 'outcome_unknown',
  message: 'the process that was sending it ended before the answer',
};

/** What was open when its run was cancelled. */
export function endedAt({ stepId, unsent }: OpenStep, state: Ended, world: World): readonly RunEvent[] {
  const step = stepOf(world, stepId);
  if (unsent === undefined || step === undefined) return failedAt(stepId, OUTCOME_UNKNOWN, state, world);
  return [outcomeEvent(step, { status: 'skipped', reason: 'cancelled' }, state)];
}

export function failedAt(
  stepId: string,
  error: StepError,
  state: Exclude<RunState, { status: 'not_started' }>,
  world: World,
): readonly RunEvent[] {
  const step = stepOf(world, stepId);
  return step === undefined ? [] : [outcomeEvent(step, { status: 'failed', error, output: {} }, state)];
}
