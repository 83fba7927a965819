import { enrollment, enrollmentIdOf } from '../domain/enrollment/enrollment';
import type { EnrollmentCommand, EnrollmentState } from '../domain/enrollment/enrollment';
import type { ContactEnrolled } from '../domain/enrollment/events';
import type { RunTrigger } from '../domain/run/events';
import { isEnded } from '../domain/run/run-state';
import { enrollmentStream } from '../domain/streams';
import type { Contact } from '../domain/workflow/definition';
import type { DefinedWorkflow } from '../domain/workflow/workflow';
import { DomainError, NotFound } from '../kernel/errors';
import type { JsonObject, Position } from '../kernel/message';
import { latest } from '../kernel/message';
import type { CommandContext } from './command-context';
import type { Ledger } from './load-decide-append';
import type { Runner } from './runner';

export interface Enrolling {
  readonly workflow: DefinedWorkflow;
  /** Of the definition the run goes by. */
  readonly version: number;
  readonly contact: Contact;
  readonly data: JsonObject;
  readonly trigger: RunTrigger;
  readonly runId: string;
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
  ) {}

  /** @throws DomainError `workflow_not_active`, `already_active`, `already_enrolled` */
  async enroll(context: CommandContext, enrolling: Enrolling): Promise<EnrolledAnswer> {
    const { workflow, version, contact, data, trigger, runId } = enrolling;
    if (workflow.status !== 'active')
      throw new DomainError('workflow_not_active', `this workflow is ${workflow.status}`, {
        workflowStatus: workflow.status,
      });
    const definition = workflow.definitions.get(version);
    if (definition === undefined) throw new NotFound('workflow version');
    const { reentry } = definition.settings;
    const enrollmentId = enrollmentIdOf(context.account, workflow.workflowId, contact.id, reentry, runId);
    const enrolled = {
      runId,
      workflowId: workflow.workflowId,
      workflowName: definition.name,
      workflowVersion: version,
      enrollmentId,
      contactId: contact.id,
      contact,
      data,
      trigger,
    };
    const decided = await this.ledger.execute(
      context,
      enrollmentStream(enrollmentId),
      enrollment,
      async (state): Promise<EnrollmentCommand> => ({
        type: 'EnrollContact',
        enrolled,
        reentry,
        activeRunEnded: await this.activeRunEnded(context, state, runId),
      }),
    );
    return this.startRun(context, decided.state, decided.position);
  }

  /** The run of an enrollment that was recorded, in case its process died before it started one. */
  async finish(context: CommandContext, enrollmentId: string): Promise<void> {
    const { state, position } = await this.ledger.load(enrollment, enrollmentStream(enrollmentId));
    if (state.status === 'active') await this.startRun(context, state, position);
  }

  private async startRun(context: CommandContext, state: EnrollmentState, position: Position): Promise<EnrolledAnswer> {
    const { enrolled } = state as { enrolled: ContactEnrolled };
    const started = await this.runner.start(context, enrolled);
    return {
      enrollmentId: enrolled.enrollmentId,
      runId: enrolled.runId,
      position: latest(position, started.position),
    };
  }

  /** So that enrolling again never waits for the recovery of a run that ended just before a crash. */
  private async activeRunEnded(context: CommandContext, state: EnrollmentState, runId: string): Promise<boolean> {
    if (state.status !== 'active' || state.enrolled.runId === runId) return false;
    return isEnded(await this.runner.state(context.account, state.enrolled.runId));
  }
}
