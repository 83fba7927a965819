import { activeRun, enrollment, enrollmentIdOf, metBy } from '../../domain/enrollment/enrollment';
import type { EnrollmentCommand, EnrollmentState } from '../../domain/enrollment/enrollment';
import type { ContactEnrolled } from '../../domain/enrollment/events';
import { findReminderKey } from '../../domain/reminder/reminder-time';
import type { RunTrigger } from '../../domain/run/events';
import { isEnded } from '../../domain/run/run-state';
import { enrollmentStream } from '../../domain/streams';
import type { Contact } from '../../domain/contact/contact';
import type { DefinedWorkflow } from '../../domain/workflow/workflow';
import { DomainError, NotFound } from '../../kernel/errors';
import { merged } from '../../kernel/merged';
import type { JsonObject, Position } from '../../kernel/message';
import { latest } from '../../kernel/message';
import type { CommandContext } from '../../kernel/command-context';
import type { Facts } from '../deciding/current-facts';
import { emptyStream, following } from '../deciding/ledger';
import type { Ledger, Loaded } from '../deciding/ledger';
import type { Runner } from '../running/runner';

export interface Enrolling {
  readonly workflow: DefinedWorkflow;
  /** Of the definition the run goes by. */
  readonly version: number;
  readonly contact: Contact;
  readonly data: JsonObject;
  readonly trigger: RunTrigger;
  readonly runId: string;
  /** Why it may not be now, unless it was before. */
  readonly unless?: DomainError | null;
}

export interface EnrolledAnswer {
  readonly enrollmentId: string;
  readonly runId: string;
  /** Covers the run's RunStarted. */
  readonly position: Position;
}

/** A contact into a workflow: its enrollment first, then its run, both durable when this answers. */
export class Enroller {
  constructor(
    private readonly ledger: Ledger,
    private readonly runner: Runner,
    private readonly enrollments: Facts['enrollments'],
  ) {}

  /** @throws DomainError `workflow_not_active`, `already_active`, `already_enrolled` */
  async enroll(context: CommandContext, enrolling: Enrolling): Promise<EnrolledAnswer> {
    try {
      return await this.enrollNow(context, enrolling);
    } catch (refusal) {
      const before = refusal instanceof DomainError ? await this.startedBefore(context, enrolling.runId) : null;
      if (before === null) throw refusal;
      return before;
    }
  }

  private async enrollNow(context: CommandContext, enrolling: Enrolling): Promise<EnrolledAnswer> {
    const { workflow, version, contact, data, trigger, runId, unless = null } = enrolling;
    const definition = workflow.definitions.get(version);
    if (definition === undefined) throw new NotFound('workflow version');
    const { reentry } = definition.settings;
    const key = definition.trigger.type === 'reminder' ? findReminderKey(definition.trigger, { contact, data }) : null;
    const enrolled = {
      runId,
      workflowId: workflow.workflowId,
      workflowName: definition.name,
      workflowVersion: version,
      enrollmentId: enrollmentIdOf(context.account, workflow.workflowId, contact.id, reentry, runId),
      contactId: contact.id,
      contact,
      data,
      trigger,
      ...(key === null ? {} : { key }),
    };
    const stream = enrollmentStream(enrolled.enrollmentId);
    const decided = await this.ledger.execute(
      context,
      stream,
      enrollment,
      async (state): Promise<EnrollmentCommand> => {
        if (activeRun(state, runId) === null) refuseWhile(workflow, unless);
        const ended = await this.ended(context, metBy(state, enrolled.key));
        return { type: 'EnrollContact', enrolled, reentry, ended };
      },
      this.guess(context, stream),
    );
    this.enrollments.keep(stream, decided);
    const active = activeRun(decided.state, runId);
    if (active !== null && decided.events.length > 0)
      return this.startRun(merged(context, following(decided)), active, decided.position, false);
    if (active !== null) return this.startAgain(context, active, decided.position);
    // a command that was carried out before may not be the last one that enrolled this contact
    const before = await this.startedBefore(context, runId);
    if (before === null) throw new Error(`the enrollment ${enrolled.enrollmentId} has lost the run ${runId}`);
    return before;
  }

  /** Most enroll their contact for the first time. Where a key is reserved before an append, it is known what will be one. */
  private guess({ reserve }: CommandContext, stream: string): Loaded<EnrollmentState> | undefined {
    return reserve === undefined ? (this.enrollments.lately(stream) ?? emptyStream(enrollment)) : undefined;
  }

  /** The run of an enrollment that was recorded, in case its process died before it started one. */
  async finish(context: CommandContext, enrollmentId: string, runId: string): Promise<void> {
    const { state, position } = await this.ledger.load(enrollment, enrollmentStream(enrollmentId));
    const enrolled = activeRun(state, runId);
    if (enrolled !== null) await this.startAgain(context, enrolled, position);
  }

  /** Trying again after a crash answers with the run that was started then, whatever has happened since. */
  private async startedBefore(context: CommandContext, runId: string): Promise<EnrolledAnswer | null> {
    const state = await this.runner.state(context.account, runId);
    if (state.status === 'not_started') return null;
    const { position } = await this.runner.start(context, state.started);
    return { enrollmentId: state.started.enrollmentId, runId, position };
  }

  /** Whoever enrolled the contact may have ended by starting its run: it is still theirs. */
  private async startAgain(
    context: CommandContext,
    enrolled: ContactEnrolled,
    position: Position,
  ): Promise<EnrolledAnswer> {
    let cause: Partial<CommandContext> = {};
    await this.ledger.load(
      enrollment,
      enrollmentStream(enrolled.enrollmentId),
      undefined,
      ({ id, type, data, metadata }) => {
        if (type === 'ContactEnrolled' && data.runId === enrolled.runId)
          cause = { correlationId: metadata.correlationId, causedBy: id, actor: metadata.actor };
      },
    );
    return this.startRun({ ...context, ...cause }, enrolled, position, true);
  }

  private async startRun(
    context: CommandContext,
    { key, ...enrolled }: ContactEnrolled,
    position: Position,
    again: boolean,
  ): Promise<EnrolledAnswer> {
    const started = await this.runner.start(context, enrolled, again);
    return {
      enrollmentId: enrolled.enrollmentId,
      runId: enrolled.runId,
      position: latest(position, started.position),
    };
  }

  /** So that enrolling again never waits for the recovery of a run that ended just before a crash. */
  private async ended(context: CommandContext, active: readonly ContactEnrolled[]): Promise<readonly string[]> {
    const ended = active.map(async ({ runId }) =>
      isEnded(await this.runner.state(context.account, runId)) ? [runId] : [],
    );
    return (await Promise.all(ended)).flat();
  }
}

function refuseWhile({ status }: DefinedWorkflow, unless: DomainError | null): void {
  if (status !== 'active')
    throw new DomainError('workflow_not_active', `this workflow is ${status}`, { workflowStatus: status });
  if (unless !== null) throw unless;
}
