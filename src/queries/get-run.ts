import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { timelineOf } from '../../projections/timeline';
import type { TimelineItem } from '../../projections/timeline';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { NotFound } from '../kernel/errors';
import { definitionsOf, runView, whoDid } from './run-view';
import type { RunView, WhoDid } from './run-view';

export interface RunWithTimeline extends RunView, WhoDid {
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
  constructor(private readonly models: ReadModels) {}

  async execute({ account, runId, consistency }: GetRun): Promise<RunWithTimeline> {
    const { runHistory, stepTimeline, definitions } = this.models;
    const asOf = await this.models.asOf([runHistory, stepTimeline, definitions], consistency);
    const [history, steps] = await Promise.all([runHistory.get([runId]), stepTimeline.get([runId])]);
    const run = history.get(runId)?.document;
    if (run?.account !== account) throw new NotFound('run');
    const definition = (await definitionsOf(definitions, [run]))(run);
    if (definition === null) {
      this.models.requireAsFar(definitions, runHistory);
      throw new NotFound('workflow version');
    }
    const timeline = timelineOf(definition, steps.get(runId)?.document ?? null, run.status);
    return { ...runView(run, definition), ...whoDid(run), timeline, asOf };
  }
}
