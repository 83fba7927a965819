import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { WorkflowChange, WorkflowSummary } from '../../projections/workflows';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { NotFound } from '../kernel/errors';
import { successRate } from './overviews';

export interface WorkflowView extends Omit<WorkflowSummary, 'account' | 'order' | 'changes'> {
  /** The last twenty, the latest first. */
  readonly changes: readonly WorkflowChange[];
  readonly successRate: number | null;
  readonly asOf: AsOf;
}

export class GetWorkflow extends Query<WorkflowView> {
  constructor(
    readonly account: string,
    readonly workflowId: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(GetWorkflow)
export class GetWorkflowHandler implements IQueryHandler<GetWorkflow> {
  constructor(private readonly models: ReadModels) {}

  async execute({ account, workflowId, consistency }: GetWorkflow): Promise<WorkflowView> {
    const { workflows } = this.models;
    const asOf = await this.models.asOf([workflows], consistency);
    const { account: owner, order, changes = [], ...workflow } = await workflowOf(this.models, account, workflowId);
    return { ...workflow, changes, successRate: successRate(workflow), asOf };
  }
}

/** @throws NotFound also when it is another account's */
export async function workflowOf(
  { workflows }: ReadModels,
  account: string,
  workflowId: string,
): Promise<WorkflowSummary> {
  const found = (await workflows.get([workflowId])).get(workflowId)?.document;
  if (found?.account !== account) throw new NotFound('workflow');
  return found;
}
