import { enrollment, enrollmentIdOf } from '../../domain/enrollment/enrollment';
import type { EnrollmentCommand, EnrollmentState } from '../../domain/enrollment/enrollment';
import type { ContactEnrolled } from '../../domain/enrollment/events';
import type { RunTrigger } from '../../domain/run/events';
import { isEnded } from '../../domain/run/run-state';
import { enrollmentStream } from '../../domain/streams';
import type { Contact } from '../../domain/contact/contact';
import type { DefinedWorkflow } from '../../domain/workflow/workflow';
import { DomainError, NotFound } from '../../kernel/errors';
import type { JsonObject, Position } from '../../kernel/message';
import { latest } from '../../kernel/message';
import type { CommandContext } from '../../kernel/command-context';
import type { Ledger } from '../deciding/ledger';
import type { Runner } from '../running/runner';

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
    try {
      return await this.enrollNow(context, enrolling);
    } catch (refusal) {
      const before = refusal instanceof DomainError ? await this.startedBefore(context, enrolling.runId) : null;
      if (before === null) throw refusal;
      return before;
    }
  }

  private async enrollNow(context: CommandContext, enrolling: Enrolling): Promise<EnrolledAnswer> {
    const { workflow, version, contact, data, trigger, runId } = enrolling;
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
      async (state): Promise<EnrollmentCommand> => {
        if (workflow.status !== 'active' && runOf(state) !== runId)
          throw new DomainError('workflow_not_active', `this workflow is ${workflow.status}`, {
            workflowStatus: workflow.status,
          });
        return {
          type: 'EnrollContact',
          enrolled,
          reentry,
          activeRunEnded: await this.activeRunEnded(context, state, runId),
        };
      },
    );
    // a command that was carried out before may not be the last one that enrolled this contact
    const before = runOf(decided.state) === runId ? null : await this.startedBefore(context, runId);
    return before ?? this.startRun(context, decided.state, decided.position);
  }

  /** The run of an enrollment that was recorded, in case its process died before it started one. */
  async finish(context: CommandContext, enrollmentId: string): Promise<void> {
    const { state, position } = await this.ledger.load(enrollment, enrollmentStream(enrollmentId));
    if (state.status === 'active') await this.startRun(context, state, position);
  }

  /** Trying again after a crash answers with the run that was started then, whatever has happened since. */
  private async startedBefore(context: CommandContext, runId: string): Promise<EnrolledAnswer | null> {
    const state = await this.runner.state(context.account, runId);
    if (state.status === 'not_started') return null;
    const { position } = await this.runner.start(context, state.started);
    return { enrollmentId: state.started.enrollmentId, runId, position };
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

const runOf = (state: EnrollmentState): string | null => (state.status === 'none' ? null : state.enrolled.runId);
