import type { OpenStep, RunState } from '../../domain/run/run-state';
import type { RunCommand } from '../../domain/run/run';
import type { World } from '../../domain/run/world';
import { isOutcome } from '../sending/sender';
import type { Performed } from '../sending/sender';

/** What is recorded of an intent once its sender is through with it. */
export function afterSending(performed: Performed, intent: OpenStep, world: World): RunCommand {
  if (performed === null) return { type: 'RenewIntent', intent, world };
  if (isOutcome(performed)) return { type: 'RecordOutcome', stepId: intent.stepId, outcome: performed, world };
  const { wakeAt, rule } = performed;
  return { type: 'WaitForRoom', intent, wakeAt, rule, world };
}

/** The id of that command: an outcome comes once, a step may wait more than once. */
export function recordId(performed: Performed, { idempotencyKey }: OpenStep, state: RunState): string {
  if (performed === null) return `${idempotencyKey}/renewal`;
  if (isOutcome(performed)) return `${idempotencyKey}/outcome`;
  return `${idempotencyKey}/wait-${state.status === 'not_started' ? 0 : state.waits + 1}`;
}
