import type { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CancelRun } from '../commands/cancel-run';
import { ChangeOptOut } from '../commands/change-opt-out';
import { ChangeSettings } from '../commands/change-settings';
import { ChangeWorkflowStatus } from '../commands/change-workflow-status';
import { DefineWorkflow } from '../commands/define-workflow';
import { HandleEvent } from '../commands/handle-event';
import type { IncomingEvent } from '../commands/handle-event';
import { ResumeDue } from '../commands/resume-due';
import { SAMPLE_ACTOR } from '../kernel/command-context';
import type { CommandContext } from '../kernel/command-context';
import type { Position } from '../kernel/message';
import { GetNextWake } from '../queries/get-next-wake';
import events from './events.json';
import { DAYS, historyOf } from './history';
import type { PastClock } from './past-clock';
import { SAMPLE_ACCOUNT, SAMPLE_SETTINGS, SAMPLE_WORKFLOWS } from './workflows';

/** Contacts who had enough of one channel, and contacts whose runs a manager stopped. */
const OPTED_OUT = [
  { contactId: 'contact-014', channel: 'sms' },
  { contactId: 'contact-031', channel: 'sms' },
  { contactId: 'contact-038', channel: 'email' },
  { contactId: 'contact-052', channel: 'email' },
] as const;
const CANCELLED = ['contact-003', 'contact-017', 'contact-029', 'contact-044', 'contact-068'];

const DAY_MS = 86_400_000;
/** Waits that may fall due in one moment. */
const MOST_DUE = 1_000;
/** How long folding may take to see a change, in milliseconds. */
const FOLD_MS = 10_000;

/** What a sample is made through: the commands that anybody's requests become, and the clock of those who serve them. */
export interface SampleTools {
  readonly commands: CommandBus;
  readonly queries: QueryBus;
  readonly clock: PastClock;
  /** Resolves when every run has come to a wait or to its end, with where the log ends then. */
  settled(): Promise<Position>;
}

/**
 * Three workflows and some two hundred and forty events, in the order and at the times of a month that ends now, so that
 * there is something of everything to look at: nothing else works meanwhile.
 * @param signal once it is aborted nothing more is begun; what is under way comes to its end
 */
export async function installSample(tools: SampleTools, signal: AbortSignal): Promise<void> {
  const { commands, queries, clock } = tools;
  const now = clock.now();
  clock.beginAgo((DAYS + 1) * DAY_MS);
  try {
    await prepare(commands, signal);
    for (const { event, at } of historyOf(events, now)) {
      await wakeUntil(at);
      if (signal.aborted) return;
      clock.advanceTo(at);
      await fire(commands, event);
    }
    await wakeUntil(now);
  } finally {
    clock.catchUp();
  }

  /** Each wait at its own time. */
  async function wakeUntil(at: number): Promise<void> {
    while (!signal.aborted) {
      const minPosition = await tools.settled();
      const wakeAt = await queries.execute(new GetNextWake({ minPosition, timeoutMs: FOLD_MS }));
      if (wakeAt === null || Date.parse(wakeAt) > at) return;
      clock.advanceTo(Date.parse(wakeAt));
      await commands.execute(new ResumeDue(null, MOST_DUE));
    }
  }
}

async function prepare(commands: CommandBus, signal: AbortSignal): Promise<void> {
  await commands.execute(new ChangeSettings(context('settings'), SAMPLE_SETTINGS));
  for (const definition of SAMPLE_WORKFLOWS) {
    if (signal.aborted) return;
    const { workflowId } = await commands.execute(new DefineWorkflow(context(definition.name), null, definition));
    const activation = context(`${definition.name}/activate`);
    await commands.execute(new ChangeWorkflowStatus(activation, workflowId, 'ActivateWorkflow'));
  }
  for (const { contactId, channel } of OPTED_OUT)
    await commands.execute(new ChangeOptOut(context(`${contactId}/${channel}`), contactId, channel, 'OptOut'));
}

async function fire(commands: CommandBus, event: IncomingEvent): Promise<void> {
  const { results } = await commands.execute(new HandleEvent(context(event.id), event));
  if (event.type !== 'estimate.sent' || !CANCELLED.includes(event.contact.id)) return;
  const runIds = results.flatMap(({ runId }) => (runId === undefined ? [] : [runId]));
  for (const runId of runIds)
    await commands.execute(new CancelRun(context(`${runId}/cancel`), runId, 'the customer called'));
}

const context = (name: string): CommandContext => ({
  account: SAMPLE_ACCOUNT,
  actor: SAMPLE_ACTOR,
  commandId: `sample/${name}`,
  correlationId: null,
});
