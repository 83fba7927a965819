import fc from 'fast-check';
import type { Recorded } from '../../src/domain/events';
import { reminder } from '../../src/domain/reminder/reminder';
import type { Firing, ReminderCommand, ReminderState } from '../../src/domain/reminder/reminder';
import { fold } from '../../src/kernel/decider';
import { hashId } from '../../src/kernel/ids';
import { positionFrom } from '../../src/kernel/message';
import { Ledger } from './ledger';
import { definition, LegalRun } from './legal-run';
import type { Choose, Move, WorkflowState } from './legal-run';
import { RunStory } from './run-story';

/**
 * A legal log of several accounts, workflows and contacts, as it is after any number of complete appends: runs that start,
 * send, wait, fail, are paused with their workflow, are cancelled and get their late outcomes, all interleaved.
 */
export const histories = (): fc.Arbitrary<readonly Recorded[]> =>
  fc
    .record({
      start: fc.date({ min: new Date('2025-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
      tape: fc.array(fc.nat(9_999), { minLength: 20, maxLength: 600, size: 'max' }),
    })
    .map(({ start, tape }) => new World(new Ledger(start.getTime()), tape).play());

const HOUR = 3_600_000;

/** Reads a tape of numbers as choices among what may happen next. */
class World {
  private readonly workflows: readonly WorkflowState[] = [
    { account: 'acme', workflowId: 'acme-welcome', paused: false },
    { account: 'acme', workflowId: 'acme-follow-up', paused: false },
    { account: 'globex', workflowId: 'globex-welcome', paused: false },
  ];
  private readonly runs: LegalRun[] = [];
  private readonly latestRunOf = new Map<string, LegalRun>();
  private readonly unhandled = new Map<string, string>();
  private readonly reminderStates = new Map<string, ReminderState>();
  private next = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly tape: readonly number[],
  ) {}

  play(): readonly Recorded[] {
    for (const { account, workflowId } of this.workflows)
      this.ledger.append(
        account,
        `workflow-${workflowId}`,
        { type: 'WorkflowDefined', data: { workflowId, version: 1, definition } },
        { type: 'WorkflowActivated', data: { workflowId } },
      );
    while (this.next < this.tape.length) {
      this.ledger.pass(this.choose(10) * this.choose(3) * HOUR + this.choose(HOUR));
      const moves = this.moves();
      moves[this.choose(moves.length)]?.();
    }
    return this.ledger.log;
  }

  private readonly choose: Choose = (below) => (this.tape[this.next++] ?? 0) % below;

  private moves(): readonly Move[] {
    return [
      ...this.workflows.flatMap((workflow) => this.movesOf(workflow)),
      ...this.runs.flatMap((run) => run.moves()),
      ...Array.from(this.unhandled.keys(), (eventId) => () => {
        this.handles(eventId);
      }),
    ];
  }

  private movesOf(workflow: WorkflowState): readonly Move[] {
    const toggle = (): void => {
      this.toggles(workflow);
    };
    const enroll = (): void => {
      this.enrolls(workflow);
    };
    const remind = (): void => {
      this.reminds(workflow);
    };
    const receive = (): void => {
      this.receives(workflow.account);
    };
    return workflow.paused
      ? [toggle, toggle, toggle, toggle, remind]
      : [toggle, enroll, enroll, enroll, remind, receive];
  }

  private toggles(workflow: WorkflowState): void {
    const { account, workflowId } = workflow;
    workflow.paused = !workflow.paused;
    const type = workflow.paused ? 'WorkflowPaused' : 'WorkflowActivated';
    this.ledger.append(account, `workflow-${workflowId}`, { type, data: { workflowId } });
  }

  /** Enrolls again at once when the run before has ended, whether or not its enrollment knows. */
  private enrolls(workflow: WorkflowState): void {
    const { account, workflowId } = workflow;
    const contactId = this.contact();
    const enrollmentId = hashId(workflowId, contactId);
    const previous = this.latestRunOf.get(enrollmentId);
    if (previous?.hasEnded === false) return;
    previous?.leaves();
    const facts = { runId: `run-${this.next}`, workflowId, contactId, enrollmentId };
    const story = new RunStory(this.ledger, { ...facts, previousRunId: previous?.story.runId ?? null }, account);
    const run = new LegalRun(story, workflow, this.choose);
    this.runs.push(run);
    this.latestRunOf.set(enrollmentId, run);
    story.enrolls();
    if (this.choose(3) > 0) run.starts();
  }

  /** A reminder that is scheduled, moved or settled, by its own decider. */
  private reminds({ account, workflowId }: WorkflowState): void {
    const contactId = this.contact();
    const reminderId = hashId(workflowId, contactId);
    const state = this.reminderStates.get(reminderId) ?? reminder.initialState;
    const eventPosition = positionFrom(BigInt(this.next));
    const eventId = state.status === 'none' ? '' : state.scheduled.eventId;
    const firings: readonly Firing[] = [
      { type: 'started' },
      { type: 'missed' },
      { type: 'held' },
      { type: 'refused', reason: 'already_active' },
    ];
    const firing = firings[this.choose(4)] ?? { type: 'held' };
    const date = this.ledger.in((this.choose(4) - 1) * HOUR);
    const told = { event: 'appointment.booked', eventId: `event-${this.next}`, contact: { id: contactId }, data: {} };
    const scheduled = {
      ...{ reminderId, workflowId, contactId, key: 'a-1', date, fireAt: date, ...told },
      ...{ eventPosition, runId: `run-${this.next}`, workflowVersion: 1 },
    };
    const commands: readonly ReminderCommand[] = [
      { type: 'ScheduleReminder', scheduled, now: Date.parse(this.ledger.time) },
      { type: 'SettleReminder', eventId, firing },
      { type: 'SettleReminder', eventId, firing },
      { type: 'RemoveReminder', eventPosition },
    ];
    const command = commands[this.choose(4)];
    const events = command === undefined ? [] : reminder.decide(command, state);
    this.ledger.append(account, `reminder-${reminderId}`, ...events);
    this.reminderStates.set(reminderId, fold(reminder, state, events));
  }

  private receives(account: string): void {
    const contactId = this.contact();
    const eventId = `${account}-${this.next}`;
    const told = { eventId, eventType: 'estimate.sent', contactId, data: {}, candidates: [] };
    const contact = { id: contactId, email: `${contactId}@${account}.example` };
    this.ledger.append(account, `event-${eventId}`, { type: 'EventReceived', data: { ...told, contact } });
    this.unhandled.set(eventId, account);
  }

  private handles(eventId: string): void {
    const account = this.unhandled.get(eventId);
    if (account === undefined) return;
    this.unhandled.delete(eventId);
    this.ledger.append(account, `event-${eventId}`, { type: 'EventHandled', data: { eventId, results: [] } });
  }

  private contact(): string {
    return `contact-${this.choose(3)}`;
  }
}
