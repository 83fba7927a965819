import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { WorkflowSummary } from '../../projections/workflows';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { CLOCK } from '../kernel/clock';
import type { Clock } from '../kernel/clock';
import { settingsOf } from './get-settings';
import { newestFirst } from './newest-first';
import { overviewsOf, successRate } from './overviews';

export interface WorkflowItem extends Pick<
  WorkflowSummary,
  'workflowId' | 'name' | 'status' | 'version' | 'activeRuns' | 'totalRuns' | 'lastRunAt'
> {
  readonly successRate: number | null;
  /** In the account's time zone. */
  readonly last30Days: readonly { readonly date: string; readonly completed: number; readonly failed: number }[];
}

export interface WorkflowPage {
  readonly items: readonly WorkflowItem[];
  /** The order key of the last item when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/** Workflows of one account, the newest first. */
export class ListWorkflows extends Query<WorkflowPage> {
  constructor(
    readonly account: string,
    /** The order key that the page before ended with. */
    readonly after: string | null,
    readonly limit: number,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(ListWorkflows)
export class ListWorkflowsHandler implements IQueryHandler<ListWorkflows> {
  constructor(
    private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ account, after, limit, consistency }: ListWorkflows): Promise<WorkflowPage> {
    const { workflows, overviewStats, accountSettings } = this.models;
    const asOf = await this.models.asOf([workflows, overviewStats, accountSettings], consistency);
    const range = after === null ? {} : { before: after };
    const source = { index: 'byAccount', equals: [account] };
    const { documents: page, next } = await newestFirst(workflows, [source], range, limit);
    const { timezone } = await settingsOf(this.models, account);
    const ids = page.map(({ workflowId }) => workflowId);
    const overviews = await overviewsOf(overviewStats, ids, this.clock.now(), timezone, 'finished');
    const items = page.map((workflow) => ({
      workflowId: workflow.workflowId,
      name: workflow.name,
      status: workflow.status,
      version: workflow.version,
      activeRuns: workflow.activeRuns,
      totalRuns: workflow.totalRuns,
      successRate: successRate(workflow),
      lastRunAt: workflow.lastRunAt,
      last30Days: (overviews.get(workflow.workflowId)?.days ?? []).map(({ date, completed, failed }) => ({
        date,
        completed,
        failed,
      })),
    }));
    return { items, next, asOf };
  }
}
