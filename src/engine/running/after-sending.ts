import type { EffectOutcome } from '../../domain/effect/effect';
import type { OpenStep, RunState } from '../../domain/run/run-state';
import type { RunCommand } from '../../domain/run/run';
import { wasTakenOver } from '../../domain/run/run-state';
import { inTwo } from '../../domain/run/world';
import type { World } from '../../domain/run/world';
import { isOutcome } from '../sending/sender';
import type { Performed } from '../sending/sender';

/**
 * What is recorded of an intent once its sender is through with it. Of one that was taken over the outcome alone: it may be
 * the next step that ends the processes.
 */
export function afterSending(performed: Performed, intent: OpenStep, state: RunState, world: World): RunCommand {
  if (performed === null) return { type: 'RenewIntent', intent, world };
  if (isOutcome(performed)) {
    const { stepId } = intent;
    return { type: 'RecordOutcome', stepId, outcome: performed, world: inTwo(world, wasTakenOver(state)) };
  }
  const { wakeAt, rule } = performed;
  return { type: 'WaitForRoom', intent, wakeAt, rule, world };
}

/** The id of that command: an outcome comes once, a step may wait more than once. */
export function recordId(performed: Performed, { idempotencyKey }: OpenStep, state: RunState): string {
  if (performed === null) return `${idempotencyKey}/renewal`;
  if (isOutcome(performed)) return `${idempotencyKey}/outcome`;
  return `${idempotencyKey}/wait-${state.status === 'not_started' ? 0 : state.waits + 1}`;
}

/** Of an outcome, for the log. */
export const told = (outcome: EffectOutcome, { runId, stepId }: OpenStep) => ({
  runId,
  stepId,
  status: outcome.status,
  code: 'error' in outcome ? outcome.error.code : null,
});
