import { isNews } from '../effect/delivery';
import type { Delivery } from '../effect/delivery';
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

/** Told twice, too late or of a step that sent nothing it changes nothing; the run's status stays in any case. */
export function reportDelivery(
  { stepId, providerId, delivery }: DeliveryReport,
  state: ActiveRun | Ended,
): readonly RunEvent[] {
  const known = state.deliveries.get(stepId) ?? null;
  const mayBeSent = openStep(state)?.stepId === stepId || state.done.get(stepId)?.errorCode === 'outcome_unknown';
  if ((known === null && !mayBeSent) || !isNews(known, delivery.status)) return [];
  return [{ type: 'DeliveryReported', data: { ...ofRun(state), stepId, providerId, ...delivery } }];
}
