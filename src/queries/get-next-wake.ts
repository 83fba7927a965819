import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { SHARDS } from '../../projections/shard';
import { findDue } from '../engine/due-work/due-work';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';

/** When the first wait of all accounts falls due, ISO 8601; null: nothing waits. */
export class GetNextWake extends Query<string | null> {
  constructor(readonly consistency: Consistency) {
    super();
  }
}

@QueryHandler(GetNextWake)
export class GetNextWakeHandler implements IQueryHandler<GetNextWake> {
  constructor(private readonly models: ReadModels) {}

  async execute({ consistency }: GetNextWake): Promise<string | null> {
    const { dueWaits } = this.models;
    await this.models.asOf([dueWaits], consistency);
    const [first] = await findDue(dueWaits, SHARDS, 'wait', { account: null, limit: 1 });
    return first?.document.wakeAt ?? null;
  }
}
