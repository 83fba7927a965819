import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { timelineOf } from '../../projections/timeline';
import type { TimelineItem } from '../../projections/timeline';
import { Facts } from '../engine/deciding/current-facts';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { NotFound } from '../kernel/errors';
import { runView } from './run-view';
import type { RunView } from './run-view';

export interface RunWithTimeline extends RunView {
  readonly timeline: readonly TimelineItem[];
  readonly asOf: AsOf;
}

export class GetRun extends Query<RunWithTimeline> {
  constructor(
    readonly account: string,
    readonly runId: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(GetRun)
export class GetRunHandler implements IQueryHandler<GetRun> {
  constructor(
    private readonly models: ReadModels,
    private readonly facts: Facts,
  ) {}

  async execute({ account, runId, consistency }: GetRun): Promise<RunWithTimeline> {
    const { runHistory, stepTimeline } = this.models;
    const asOf = await this.models.asOf([runHistory, stepTimeline], consistency);
    const [history, steps] = await Promise.all([runHistory.get([runId]), stepTimeline.get([runId])]);
    const run = history.get(runId)?.document;
    if (run?.account !== account) throw new NotFound('run');
    const workflow = await this.facts.workflow(account, run.workflowId);
    const definition = workflow.definitions.get(run.workflowVersion);
    if (definition === undefined) throw new NotFound('workflow version');
    const timeline = timelineOf(definition, steps.get(runId)?.document ?? null, run.status);
    return { ...runView(run, definition), timeline, asOf };
  }
}
