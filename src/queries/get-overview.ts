import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { CountedBy, DayCounts } from './local-days';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { CLOCK } from '../kernel/clock';
import type { Clock } from '../kernel/clock';
import { settingsOf } from './get-settings';
import { workflowOf } from './get-workflow';
import { overviewsOf, successRate } from './overviews';

export interface OverviewView {
  readonly workflowId: string;
  readonly timezone: string;
  readonly by: CountedBy;
  readonly totalRuns: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly active: number;
  readonly successRate: number | null;
  readonly lastRunAt: string | null;
  readonly days: readonly DayCounts[];
  readonly asOf: AsOf;
}

/** Totals of all time and the last 30 local days: some thirty documents, however many runs there were. */
export class GetOverview extends Query<OverviewView> {
  constructor(
    readonly account: string,
    readonly workflowId: string,
    /** IANA name; null: the account's. */
    readonly timezone: string | null,
    readonly by: CountedBy,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

const NO_RUNS = { totalRuns: 0, completed: 0, failed: 0, cancelled: 0, active: 0, lastRunAt: null };

@QueryHandler(GetOverview)
export class GetOverviewHandler implements IQueryHandler<GetOverview> {
  constructor(
    private readonly models: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ account, workflowId, timezone: asked, by, consistency }: GetOverview): Promise<OverviewView> {
    const { workflows, overviewStats, accountSettings } = this.models;
    const asOf = await this.models.asOf([workflows, overviewStats, accountSettings], consistency);
    await workflowOf(this.models, account, workflowId);
    const timezone = asked ?? (await settingsOf(this.models, account)).timezone;
    const overviews = await overviewsOf(overviewStats, [workflowId], this.clock.now(), timezone, by);
    const { totals, days } = overviews.get(workflowId) ?? { totals: null, days: [] };
    const { totalRuns, completed, failed, cancelled, active, lastRunAt } = totals ?? NO_RUNS;
    return {
      workflowId,
      timezone,
      by,
      totalRuns,
      completed,
      failed,
      cancelled,
      active,
      successRate: successRate({ completed, failed }),
      lastRunAt,
      days,
      asOf,
    };
  }
}
