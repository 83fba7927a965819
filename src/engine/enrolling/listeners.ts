import type { EventReceived } from '../../domain/inbound/events';
import { triggerEvents } from '../../domain/workflow/trigger-events';
import type { DefinedWorkflow } from '../../domain/workflow/workflow';
import { uuidFrom } from '../../kernel/ids';
import type { Facts } from '../deciding/current-facts';

/** The workflows that an event is to be tried against, and those that would be if they were not paused. */
export async function listenersOf(
  facts: Facts,
  account: string,
  event: { readonly id: string; readonly type: string },
): Promise<Pick<EventReceived, 'candidates' | 'paused'>> {
  const { workflowsByEvent } = await facts.account(account);
  const concerned = [...(workflowsByEvent.get(event.type) ?? [])];
  const found = await Promise.all(concerned.map(async (workflowId) => facts.findWorkflow(account, workflowId)));
  const listening = found.flatMap((workflow) =>
    workflow !== null && triggerEvents(workflow.definition).includes(event.type) ? [workflow] : [],
  );
  const candidates = listening.filter(isTried).map(({ workflowId, version }) => ({
    workflowId,
    version,
    runId: uuidFrom('run', account, event.id, workflowId),
  }));
  const paused = listening
    .filter((one) => one.status === 'paused' && !isTried(one))
    .map(({ workflowId }) => workflowId);
  return { candidates, ...(paused.length === 0 ? {} : { paused }) };
}

/** A reminder is moved and removed also while its workflow is paused, or it would fire for a date that is off. */
const isTried = ({ status, definition }: DefinedWorkflow): boolean =>
  status === 'active' || (status === 'paused' && definition.trigger.type === 'reminder');
