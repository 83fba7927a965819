import { DomainError, NotFound } from '../../kernel/errors';
import type { KnownOutcome, RunEvent } from './events';
import type { RunState } from './run-state';
import { ofRun, stepOf } from './step-events';
import type { World } from './world';

/** What somebody knows of an effect whose outcome is unknown, and how. */
export interface Settling {
  readonly stepId: string;
  readonly outcome: KnownOutcome;
  readonly by: string;
  readonly reason: string;
}

/** Once: saying the same again changes nothing, and nobody takes it back. */
export function settle(
  { stepId, outcome, by, reason }: Settling,
  state: Exclude<RunState, { status: 'not_started' }>,
  world: World,
): readonly RunEvent[] {
  const step = stepOf(world, stepId);
  if (step === undefined) throw new NotFound('step');
  const done = state.done.get(stepId);
  const isEffect = step.type === 'sms' || step.type === 'email' || step.type === 'webhook';
  if (done?.errorCode !== 'outcome_unknown' || !isEffect)
    throw new DomainError('outcome_not_unknown', 'only a step whose outcome is unknown can be settled');
  if (done.settled === outcome) return [];
  if (done.settled !== undefined)
    throw new DomainError('already_settled', 'it was settled otherwise before', { outcome: done.settled });
  return [{ type: 'StepSettled', data: { ...ofRun(state), stepId, stepType: step.type, outcome, by, reason } }];
}
