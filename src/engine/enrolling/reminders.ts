import type { Candidate, EventReceived, EventResult } from '../../domain/inbound/events';
import type { ReminderScheduled } from '../../domain/reminder/events';
import { dueReminder, heardAs, isGivenUp, isSuspect, reminder, reminderIdOf } from '../../domain/reminder/reminder';
import type { DueReminder, Firing, ReminderCommand } from '../../domain/reminder/reminder';
import { reminderKey, reminderTime } from '../../domain/reminder/reminder-time';
import { evaluateEntry } from '../../domain/rules/entry-conditions';
import { reminderStream } from '../../domain/streams';
import { SET_ASIDE } from '../../domain/taken-over';
import { zoneOfRun } from '../../domain/time/zone';
import type { AccountSettings } from '../../domain/account/settings';
import type { ReminderTrigger } from '../../domain/workflow/definition';
import type { DefinedWorkflow } from '../../domain/workflow/workflow';
import type { Clock } from '../../kernel/clock';
import { isoTime } from '../../kernel/clock';
import { DomainError } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Position } from '../../kernel/message';
import { START, latest } from '../../kernel/message';
import { partOf } from '../../kernel/command-context';
import type { CommandContext } from '../../kernel/command-context';
import type { Enroller } from './enroller';
import type { Facts } from '../deciding/current-facts';
import { following } from '../deciding/ledger';
import type { Ledger } from '../deciding/ledger';
import type { Suspects } from '../deciding/suspects';

interface FiredAnswer {
  readonly fired: boolean;
  readonly position: Position;
}

/** Timers that start runs at an offset from a date in an event. */
export class Reminders {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
    private readonly enroller: Enroller,
    private readonly suspects: Suspects,
    private readonly clock: Clock,
    private readonly lease: string,
    private readonly log: Log,
  ) {}

  /**
   * What an inbound event does to a workflow's reminder of its contact: schedules, moves or removes it.
   * @throws DomainError `missing_data` where it gives no key or no date; then there is no reminder any more
   */
  async handle(
    context: CommandContext,
    workflow: DefinedWorkflow,
    trigger: ReminderTrigger,
    received: EventReceived,
    eventPosition: Position,
    candidate: Candidate,
  ): Promise<{ result: EventResult; position: Position }> {
    const { workflowId } = workflow;
    const { contact, data, contactId, eventType } = received;
    const key = reminderKey(trigger, { contact, data });
    const reminderId = reminderIdOf(context.account, workflowId, contactId, key);
    const stream = reminderStream(reminderId);
    const hears = (command: ReminderCommand) => this.ledger.execute(context, stream, reminder, () => command);
    const scheduling = async (): Promise<ReminderCommand> => {
      const scheduled = await this.schedule(context, workflow, trigger, received, candidate);
      return {
        type: 'ScheduleReminder',
        scheduled: { ...scheduled, reminderId, key, eventPosition },
        now: this.clock.now(),
      };
    };
    try {
      const removing: ReminderCommand = { type: 'RemoveReminder', eventPosition };
      const { state, position } = await hears(eventType === trigger.cancelEvent ? removing : await scheduling());
      return { result: { workflowId, outcome: heardAs(state, eventPosition) }, position };
    } catch (error) {
      // the date that it was scheduled for is not what is said any more
      if (error instanceof DomainError && error.code === 'missing_data')
        await hears({ type: 'RemoveReminder', eventPosition, reason: 'date_unreadable' });
      throw error;
    }
  }

  /**
   * Whoever asks, the reminder's own stored time decides.
   * @param again a process before this one may have ended by firing it
   * @throws DomainError `wake_time_not_reached`
   */
  async fire(context: CommandContext, reminderId: string, again = false): Promise<FiredAnswer> {
    const stream = reminderStream(reminderId);
    const mayEndUs = again && isSuspect((await this.ledger.load(reminder, stream)).state);
    return this.suspects.try(mayEndUs, () => this.fireNow(context, reminderId, stream, again));
  }

  private async fireNow(by: CommandContext, reminderId: string, stream: string, again: boolean): Promise<FiredAnswer> {
    const loaded = await this.ledger.load(reminder, stream);
    const { state } = loaded;
    const due = dueReminder(state, this.clock.now());
    if (due === null) return { fired: false, position: loaded.position };
    const context = { ...by, ...following(loaded) };
    const { eventId } = due.scheduled;
    const setAside = again && isGivenUp(state, this.lease);
    const { correlationId } = context;
    if (setAside) this.log.error('a reminder was set aside', { reminderId, correlationId });
    else if (again) await this.takeOver(context, stream, eventId);
    const { firing, position: started } = setAside ? GIVEN_UP : await this.startRun(context, due);
    const { position } = await this.ledger.execute(context, stream, reminder, () => ({
      type: 'SettleReminder' as const,
      eventId,
      firing,
    }));
    return { fired: firing.type === 'started', position: latest(position, started) };
  }

  private async takeOver(context: CommandContext, stream: string, eventId: string): Promise<void> {
    const { lease } = this;
    const cause = partOf(context, 'take-over');
    await this.ledger.execute(cause, stream, reminder, () => ({ type: 'TakeOverReminder' as const, eventId, lease }));
  }

  /** By a run id that the reminder holds, so that firing again after a crash finds the same run. */
  private async startRun(
    context: CommandContext,
    { scheduled, missed }: DueReminder,
  ): Promise<{ firing: Firing; position: Position }> {
    const { contact, data, eventId, event, runId, workflowVersion: version } = scheduled;
    try {
      const workflow = await this.facts.workflow(context.account, scheduled.workflowId);
      const { settings } = await this.facts.account(context.account);
      const unless = missed
        ? new DomainError(DATE_PASSED, 'the date is past')
        : refusalOf(workflow, scheduled, settings);
      const trigger = { type: 'reminder', eventId, event } as const;
      const enrolling = { workflow, version, contact, data, trigger, runId, unless };
      const { position } = await this.enroller.enroll(context, enrolling);
      return { firing: { type: 'started' }, position };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { firing: firingOf(error), position: '' };
    }
  }

  private async schedule(
    context: CommandContext,
    workflow: DefinedWorkflow,
    trigger: ReminderTrigger,
    { contact, data, contactId, eventId, eventType }: EventReceived,
    { version, runId }: Candidate,
  ): Promise<Omit<ReminderScheduled, 'reminderId' | 'key' | 'eventPosition'>> {
    const { settings } = await this.facts.account(context.account);
    const definition = workflow.definitions.get(version) ?? workflow.definition;
    const { timezone } = zoneOfRun(contact, definition.settings, settings);
    const { date, fireAt } = reminderTime(trigger, { contact, data }, timezone);
    return {
      workflowId: workflow.workflowId,
      contactId,
      date: isoTime(date),
      fireAt: isoTime(fireAt),
      workflowVersion: version,
      eventId,
      event: eventType,
      contact,
      data,
      runId,
    };
  }
}

const GIVEN_UP: { readonly firing: Firing; readonly position: Position } = {
  firing: { type: 'refused', reason: SET_ASIDE },
  position: START,
};

const DATE_PASSED = 'date_passed';
const NOT_MATCHED = 'not_matched';
const TRIGGER_CHANGED = 'trigger_changed';

/** Refusals that say how things stand; whatever else comes up is tried again. */
const REFUSALS: ReadonlySet<string> = new Set([
  'already_active',
  'already_enrolled',
  'workflow_not_active',
  'condition_error',
  'not_found',
  NOT_MATCHED,
  TRIGGER_CHANGED,
]);

/** @throws DomainError when it is no answer to whether a run was started */
function firingOf(error: DomainError): Firing {
  const { code, details } = error;
  if (code === DATE_PASSED) return { type: 'missed' };
  if (code === 'workflow_not_active' && details['workflowStatus'] === 'paused') return { type: 'held' };
  if (REFUSALS.has(code)) return { type: 'refused', reason: code };
  throw error;
}

/** Why a reminder starts no run though its time has come; null when it may. It goes by the version that scheduled it. */
function refusalOf(
  workflow: DefinedWorkflow,
  { workflowVersion, contact, data }: ReminderScheduled,
  settings: AccountSettings,
): DomainError | null {
  if (workflow.definition.trigger.type !== 'reminder')
    return new DomainError(TRIGGER_CHANGED, 'this workflow has no reminders any more');
  const definition = workflow.definitions.get(workflowVersion);
  if (definition === undefined) return null;
  try {
    const { passed } = evaluateEntry(definition, { contact, data }, settings);
    return passed ? null : new DomainError(NOT_MATCHED, 'the entry conditions do not let this contact in');
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
