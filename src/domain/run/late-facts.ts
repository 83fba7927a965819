import { isNews } from '../effect/delivery';
import type { Delivery } from '../effect/delivery';
import type { EffectOutcome } from '../effect/effect';
import type { RunEvent } from './events';
import { openStep } from './run-state';
import type { ActiveRun, Ended } from './run-state';
import { ofRun } from './step-events';

/** What the provider tells of a message that it was handed, or may have been. */
export interface DeliveryReport {
  readonly stepId: string;
  /** The message, as the provider calls it. */
  readonly providerId: string;
  readonly delivery: Delivery;
}

/**
 * What was sent for all anybody knew is settled by it. Told twice, too late, of another message or of a step that sent nothing it
 * changes nothing; the run's status stays in any case.
 */
export function reportDelivery(
  { stepId, providerId, delivery }: DeliveryReport,
  state: ActiveRun | Ended,
): readonly RunEvent[] {
  const known = state.deliveries.get(stepId) ?? null;
  if (!mayBe(providerId, stepId, state) || !isNews(known, delivery.status)) return [];
  const reported: RunEvent = { type: 'DeliveryReported', data: { ...ofRun(state), stepId, providerId, ...delivery } };
  const done = state.done.get(stepId);
  if (done?.errorCode !== 'outcome_unknown' || done.settled !== undefined) return [reported];
  const reason = `it tells of it as ${providerId}`;
  const settled = { ...ofRun(state), stepId, stepType: 'sms', outcome: 'sent', by: 'provider:sms', reason } as const;
  return [reported, { type: 'StepSettled', data: settled }];
}

/** Whether the step's message may be the one that the provider calls so. */
function mayBe(providerId: string, stepId: string, state: ActiveRun | Ended): boolean {
  const known = state.providerIds.get(stepId);
  if (known !== undefined) return known === providerId;
  return openStep(state)?.stepId === stepId || state.done.get(stepId)?.errorCode === 'outcome_unknown';
}

/** What the provider told of before its own answer came, or was lost, was sent. */
export const asFarAsKnown = (outcome: EffectOutcome, stepId: string, state: ActiveRun | Ended): EffectOutcome =>
  outcome.status === 'failed' && outcome.error.code === 'outcome_unknown' && state.deliveries.has(stepId)
    ? { status: 'completed', output: { via: 'sms', response: 'handed over: its provider told how far it came' } }
    : outcome;
