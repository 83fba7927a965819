import type { Candidate, EventReceived, EventResult } from '../../domain/inbound/events';
import type { ReminderScheduled } from '../../domain/reminder/events';
import { dueReminder, reminder, reminderIdOf } from '../../domain/reminder/reminder';
import { reminderKey, reminderTime } from '../../domain/reminder/reminder-time';
import { evaluateRule } from '../../domain/rules/evaluate-rule';
import { reminderStream } from '../../domain/streams';
import type { ReminderTrigger } from '../../domain/workflow/definition';
import type { DefinedWorkflow } from '../../domain/workflow/workflow';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { DomainError } from '../../kernel/errors';
import type { Position } from '../../kernel/message';
import { latest } from '../../kernel/message';
import type { CommandContext } from '../../kernel/command-context';
import type { Enroller } from './enroller';
import type { Facts } from '../deciding/current-facts';
import type { Ledger } from '../deciding/ledger';

/** Timers that start runs at an offset from a date in an event. */
export class Reminders {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly enroller: Enroller,
    private readonly clock: Clock,
  ) {}

  /** What an inbound event does to a workflow's reminder of its contact: schedules, moves or removes it. */
  async handle(
    context: CommandContext,
    workflow: DefinedWorkflow,
    trigger: ReminderTrigger,
    received: EventReceived,
    eventPosition: Position,
    candidate: Candidate,
  ): Promise<{ result: EventResult; position: Position }> {
    const { workflowId } = workflow;
    const { contact, data, contactId } = received;
    const reminderId = reminderIdOf(context.account, workflowId, contactId, reminderKey(trigger, { contact, data }));
    if (received.eventType === trigger.cancelEvent) {
      const { events, position } = await this.ledger.execute(context, reminderStream(reminderId), reminder, () => ({
        type: 'RemoveReminder' as const,
        eventPosition,
      }));
      return { result: { workflowId, outcome: events.length > 0 ? 'removed' : 'not_matched' }, position };
    }
    const schedule = await this.schedule(context, workflow, trigger, received, candidate);
    const scheduled = { ...schedule, reminderId, eventPosition };
    let moved = false as boolean;
    const { position } = await this.ledger.execute(context, reminderStream(reminderId), reminder, (state) => {
      moved = state.status === 'pending' && state.scheduled.eventId !== scheduled.eventId;
      return { type: 'ScheduleReminder' as const, scheduled };
    });
    return { result: { workflowId, outcome: moved ? 'moved' : 'scheduled' }, position };
  }

  /** Whoever asks, the reminder's own stored time decides. @throws DomainError `wake_time_not_reached` */
  async fire(context: CommandContext, reminderId: string): Promise<{ fired: boolean; position: Position }> {
    const stream = reminderStream(reminderId);
    const loaded = await this.ledger.load(reminder, stream);
    const due = dueReminder(loaded.state, this.clock.now());
    if (due === null) return { fired: false, position: loaded.position };
    const started = await this.startRun(context, due);
    const { eventId } = due;
    const { position } = await this.ledger.execute(context, stream, reminder, () => ({
      type: 'SettleReminder' as const,
      eventId,
      refused: started.refused,
    }));
    return { fired: started.refused === null, position: latest(position, started.position) };
  }

  /** By a run id that the reminder holds, so that firing again after a crash finds the same run. */
  private async startRun(
    context: CommandContext,
    due: ReminderScheduled,
  ): Promise<{ refused: string | null; position: Position }> {
    const { contact, data, eventId, event, runId, workflowVersion: version } = due;
    try {
      const workflow = await this.facts.workflow(context.account, due.workflowId);
      const conditions = workflow.definitions.get(version)?.entryConditions;
      if (conditions !== undefined && !evaluateRule(conditions, { contact, data }).passed)
        return { refused: 'not_matched', position: '' };
      const trigger = { type: 'reminder', eventId, event } as const;
      const { position } = await this.enroller.enroll(context, { workflow, version, contact, data, trigger, runId });
      return { refused: null, position };
    } catch (error) {
      if (error instanceof DomainError) return { refused: error.code, position: '' };
      throw error;
    }
  }

  private async schedule(
    context: CommandContext,
    workflow: DefinedWorkflow,
    trigger: ReminderTrigger,
    { contact, data, contactId, eventId, eventType }: EventReceived,
    { version, runId }: Candidate,
  ): Promise<Omit<ReminderScheduled, 'reminderId' | 'eventPosition'>> {
    const { timezone } = (await this.facts.account(context.account)).settings;
    const zone = contact.timezone ?? workflow.definition.settings.timezone ?? timezone;
    return {
      workflowId: workflow.workflowId,
      contactId,
      fireAt: isoTime(reminderTime(trigger, { contact, data }, zone)),
      workflowVersion: version,
      eventId,
      event: eventType,
      contact,
      data,
      runId,
    };
  }
}
