import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { RunHistory } from '../../projections/run-history';
import type { StepTimeline } from '../../projections/step-timeline';
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

/** Where the history is not folded at the moment, the steps stay ahead of it. */
const TRIES = 5;

@QueryHandler(GetRun)
export class GetRunHandler implements IQueryHandler<GetRun> {
  constructor(private readonly models: ReadModels) {}

  async execute({ account, runId, consistency }: GetRun): Promise<RunWithTimeline> {
    const { runHistory, stepTimeline, definitions } = this.models;
    const asOf = await this.models.asOf([runHistory, stepTimeline, definitions], consistency);
    const { run, steps } = await this.together(runId);
    if (run?.account !== account) throw new NotFound('run');
    const definition = (await definitionsOf(definitions, [run]))(run);
    if (definition === null) {
      this.models.requireAsFar(definitions, runHistory);
      throw new NotFound('workflow version');
    }
    const timeline = timelineOf(definition, steps, run.status);
    return { ...runView(run, definition), ...whoDid(run), timeline, asOf };
  }

  /** Every event of a run changes its history: steps that are of a later event were folded between the two readings. */
  private async together(runId: string): Promise<{ run: RunHistory | undefined; steps: StepTimeline | null }> {
    for (let tries = 1; ; tries++) {
      const run = (await this.models.runHistory.get([runId])).get(runId);
      const steps = (await this.models.stepTimeline.get([runId])).get(runId);
      const isTorn = run !== undefined && steps !== undefined && steps.position > run.position;
      if (!isTorn || tries === TRIES) return { run: run?.document, steps: steps?.document ?? null };
    }
  }
}
