import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { workflowStream } from '../domain/streams';
import { workflowDecider } from '../domain/workflow/workflow';
import type { DefinedWorkflow } from '../domain/workflow/workflow';
import type { CommandContext } from '../kernel/command-context';
import { Facts } from '../engine/deciding/current-facts';
import { Ledger } from '../engine/deciding/ledger';
import type { WorkflowAnswer } from './define-workflow';

/** Pausing and activating take hold at once: the gate is in the workflow's stream. Its runs follow. */
export class ChangeWorkflowStatus extends Command<Omit<WorkflowAnswer, 'version'>> {
  constructor(
    readonly context: CommandContext,
    readonly workflowId: string,
    readonly change: 'ActivateWorkflow' | 'PauseWorkflow' | 'ArchiveWorkflow',
  ) {
    super();
  }
}

@CommandHandler(ChangeWorkflowStatus)
export class ChangeWorkflowStatusHandler implements ICommandHandler<ChangeWorkflowStatus> {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
  ) {}

  async execute({ context, workflowId, change }: ChangeWorkflowStatus): Promise<Omit<WorkflowAnswer, 'version'>> {
    await this.facts.workflow(context.account, workflowId);
    const { state, position } = await this.ledger.execute(context, workflowStream(workflowId), workflowDecider, () => ({
      type: change,
    }));
    return { workflowId, status: (state as DefinedWorkflow).status, position };
  }
}
