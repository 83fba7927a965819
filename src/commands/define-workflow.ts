import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { accountDecider } from '../domain/account/account';
import { accountStream, workflowStream } from '../domain/streams';
import type { Definition } from '../domain/workflow/definition';
import { triggerEvents } from '../domain/workflow/trigger-events';
import { workflowDecider } from '../domain/workflow/workflow';
import type { DefinedWorkflow, WorkflowCommand } from '../domain/workflow/workflow';
import { partOf } from '../kernel/command-context';
import type { CommandContext } from '../kernel/command-context';
import { Facts } from '../engine/deciding/current-facts';
import { Ledger } from '../engine/deciding/ledger';
import { uuidFrom } from '../kernel/ids';
import type { Position } from '../kernel/message';

export interface WorkflowAnswer {
  readonly workflowId: string;
  readonly version: number;
  readonly status: DefinedWorkflow['status'];
  readonly position: Position;
}

/** A new workflow as a draft, or the next version of one that is there. */
export class DefineWorkflow extends Command<WorkflowAnswer> {
  constructor(
    readonly context: CommandContext,
    /** Null makes a new workflow. */
    readonly workflowId: string | null,
    readonly definition: Definition,
    /** The latest that whoever defines the next one knows; null: whichever it is. */
    readonly expectedVersion: number | null = null,
  ) {
    super();
  }
}

@CommandHandler(DefineWorkflow)
export class DefineWorkflowHandler implements ICommandHandler<DefineWorkflow> {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
  ) {}

  async execute({
    context,
    workflowId: existing,
    definition,
    expectedVersion,
  }: DefineWorkflow): Promise<WorkflowAnswer> {
    if (existing !== null) await this.facts.workflow(context.account, existing);
    const workflowId = existing ?? uuidFrom('workflow', context.account, context.commandId);
    await this.registerTriggers(context, workflowId, triggerEvents(definition));
    const { state, position } = await this.ledger.execute(
      context,
      workflowStream(workflowId),
      workflowDecider,
      (): WorkflowCommand => ({
        type: 'DefineWorkflow',
        workflowId,
        definition,
        expectedVersion,
      }),
    );
    const { version, status } = state as DefinedWorkflow;
    return { workflowId, version, status, position };
  }

  /** Before the version itself, so that no event can pass a workflow by. */
  private async registerTriggers(
    context: CommandContext,
    workflowId: string,
    events: readonly string[],
  ): Promise<void> {
    if (events.length === 0) return;
    const command = { type: 'RegisterTriggers', workflowId, events } as const;
    await this.ledger.execute(
      partOf(context, 'triggers'),
      accountStream(context.account),
      accountDecider,
      () => command,
      () => this.facts.latestAccount(context.account),
    );
  }
}
