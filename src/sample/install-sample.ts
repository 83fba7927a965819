import type { CommandBus } from '@nestjs/cqrs';
import { CancelRun } from '../commands/cancel-run';
import { ChangeOptOut } from '../commands/change-opt-out';
import { ChangeSettings } from '../commands/change-settings';
import { ChangeWorkflowStatus } from '../commands/change-workflow-status';
import { DefineWorkflow } from '../commands/define-workflow';
import { HandleEvent } from '../commands/handle-event';
import type { CommandContext } from '../kernel/command-context';
import type { IncomingEvent } from '../commands/handle-event';
import { inParallel } from '../kernel/in-parallel';
import events from './events.json';
import { SAMPLE_ACCOUNT, SAMPLE_SETTINGS, SAMPLE_WORKFLOWS } from './workflows';

/** Contacts who had enough of one channel, and contacts whose runs a manager stopped. */
const OPTED_OUT = [
  { contactId: 'contact-014', channel: 'sms' },
  { contactId: 'contact-031', channel: 'sms' },
  { contactId: 'contact-038', channel: 'email' },
  { contactId: 'contact-052', channel: 'email' },
] as const;
const CANCELLED = ['contact-003', 'contact-017', 'contact-029', 'contact-044', 'contact-068'];

const WIDTH = 16;

/**
 * Three workflows and some two hundred and forty events, through the same commands as anybody's.
 * @param signal once it is aborted nothing more is begun; what is under way comes to its end
 */
export async function installSample(commands: CommandBus, signal: AbortSignal): Promise<void> {
  await commands.execute(new ChangeSettings(context('settings'), SAMPLE_SETTINGS));
  for (const definition of SAMPLE_WORKFLOWS) {
    if (signal.aborted) return;
    const { workflowId } = await commands.execute(new DefineWorkflow(context(definition.name), null, definition));
    const activation = context(`${definition.name}/activate`);
    await commands.execute(new ChangeWorkflowStatus(activation, workflowId, 'ActivateWorkflow'));
  }
  for (const { contactId, channel } of OPTED_OUT)
    await commands.execute(new ChangeOptOut(context(`${contactId}/${channel}`), contactId, channel, 'OptOut'));

  const stopped: string[] = [];
  await inParallel(events as readonly IncomingEvent[], WIDTH, async (event) => {
    if (signal.aborted) return;
    const { results } = await commands.execute(new HandleEvent(context(event.id), event));
    if (event.type !== 'estimate.sent' || !CANCELLED.includes(event.contact.id)) return;
    stopped.push(...results.flatMap(({ runId }) => (runId === undefined ? [] : [runId])));
  });
  for (const runId of stopped)
    await commands.execute(new CancelRun(context(`${runId}/cancel`), runId, 'the customer called'));
}

const context = (name: string): CommandContext => ({
  account: SAMPLE_ACCOUNT,
  actor: 'sample',
  commandId: `sample/${name}`,
  correlationId: null,
});
