import { CancelRun, CancelRunHandler } from '../../src/commands/cancel-run';
import { ChangeOptOut, ChangeOptOutHandler } from '../../src/commands/change-opt-out';
import { ChangeSettings, ChangeSettingsHandler } from '../../src/commands/change-settings';
import { ChangeWorkflowStatus, ChangeWorkflowStatusHandler } from '../../src/commands/change-workflow-status';
import { DefineWorkflow, DefineWorkflowHandler } from '../../src/commands/define-workflow';
import { EnrollContact, EnrollContactHandler } from '../../src/commands/enroll-contact';
import { HandleEvent, HandleEventHandler } from '../../src/commands/handle-event';
import { DEFAULT_SETTINGS } from '../../src/domain/account/settings';
import type { AccountSettings } from '../../src/domain/account/settings';
import type { OptOutChannel } from '../../src/domain/contact/events';
import type { Contact } from '../../src/domain/contact/contact';
import type { Step } from '../../src/domain/steps/step';
import type { Definition } from '../../src/domain/workflow/definition';
import type { EnrolledAnswer } from '../../src/engine/enrolling/enroller';
import type { FanOutAnswer, IncomingEvent } from '../../src/engine/enrolling/fan-out';
import type { RunAnswer } from '../../src/engine/running/run-answer';
import type { JsonObject } from '../../src/kernel/message';
import type { Engine } from '../../src/assembly/engine';
import { ACCOUNT, context } from './test-service';

/** A definition by its steps, started by hand unless told otherwise. */
export const workflowOf = (steps: readonly Step[], fields: Partial<Definition> = {}): Definition => ({
  name: 'Welcome',
  trigger: { type: 'manual' },
  settings: { reentry: 'when_not_active' },
  steps,
  ...fields,
});

export const sms = (id = 'hello'): Step => ({ id, type: 'sms', body: `${id}!` });
export const delay = (duration = 'PT1H', id = 'pause'): Step => ({ id, type: 'delay', duration });

export const contact = (id: string, fields: JsonObject = {}): Contact => ({
  id,
  phone: '+34600000000',
  email: `${id}@example.com`,
  ...fields,
});

/** What people do to an account, through the commands that HTTP sends. */
export class Manager {
  constructor(
    private readonly engine: Engine,
    private readonly account = ACCOUNT,
  ) {}

  /** A draft; or the next version of a workflow. @returns its id */
  async defines(definition: Definition, workflowId: string | null = null): Promise<string> {
    const { ledger, facts } = this.engine;
    const command = new DefineWorkflow(context(this.account), workflowId, definition);
    return (await new DefineWorkflowHandler(ledger, facts).execute(command)).workflowId;
  }

  /** A new workflow that lets contacts in. @returns its id */
  async opens(definition: Definition): Promise<string> {
    const workflowId = await this.defines(definition);
    await this.activates(workflowId);
    return workflowId;
  }

  activates(workflowId: string): Promise<unknown> {
    return this.turns(workflowId, 'ActivateWorkflow');
  }

  pauses(workflowId: string): Promise<unknown> {
    return this.turns(workflowId, 'PauseWorkflow');
  }

  archives(workflowId: string): Promise<unknown> {
    return this.turns(workflowId, 'ArchiveWorkflow');
  }

  /** @returns the id of its run */
  async enrolls(workflowId: string, who: Contact | string, data: JsonObject = {}): Promise<string> {
    return (await this.enrollsInto(workflowId, who, data)).runId;
  }

  enrollsInto(workflowId: string, who: Contact | string, data: JsonObject = {}): Promise<EnrolledAnswer> {
    const { facts, enroller } = this.engine;
    const enrolled = typeof who === 'string' ? contact(who) : who;
    const command = new EnrollContact(context(this.account), workflowId, enrolled, data);
    return new EnrollContactHandler(facts, enroller).execute(command);
  }

  fires(event: Partial<IncomingEvent> & { readonly id: string }): Promise<FanOutAnswer> {
    const incoming = { type: 'estimate.sent', contact: contact('c-1'), data: {}, ...event };
    return new HandleEventHandler(this.engine.facts, this.engine.fanOut).execute(
      new HandleEvent(context(this.account), incoming),
    );
  }

  cancels(runId: string): Promise<RunAnswer> {
    return new CancelRunHandler(this.engine.runner).execute(new CancelRun(context(this.account), runId, null));
  }

  async sets(settings: Partial<AccountSettings>): Promise<void> {
    const command = new ChangeSettings(context(this.account), { ...DEFAULT_SETTINGS, ...settings });
    await new ChangeSettingsHandler(this.engine.ledger).execute(command);
  }

  async optsOut(contactId: string, channel: OptOutChannel): Promise<void> {
    const command = new ChangeOptOut(context(this.account), contactId, channel, 'OptOut');
    await new ChangeOptOutHandler(this.engine.ledger, this.engine.models).execute(command);
  }

  private turns(workflowId: string, change: ChangeWorkflowStatus['change']): Promise<unknown> {
    const { ledger, facts } = this.engine;
    const command = new ChangeWorkflowStatus(context(this.account), workflowId, change);
    return new ChangeWorkflowStatusHandler(ledger, facts).execute(command);
  }
}
