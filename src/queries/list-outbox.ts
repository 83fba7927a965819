import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { OutboxEffect } from '../../projections/outbox';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';

export interface OutboxPage {
  readonly items: readonly Omit<OutboxEffect, 'account' | 'order'>[];
  /** The order key of the last item when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/** What would have been sent if a provider were configured, newest first. */
export class ListOutbox extends Query<OutboxPage> {
  constructor(
    readonly account: string,
    readonly runId: string | null,
    /** The order key that the page before ended with. */
    readonly after: string | null,
    readonly limit: number,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(ListOutbox)
export class ListOutboxHandler implements IQueryHandler<ListOutbox> {
  constructor(private readonly models: ReadModels) {}

  async execute({ account, runId, after, limit, consistency }: ListOutbox): Promise<OutboxPage> {
    const { outbox } = this.models;
    const asOf = await this.models.asOf([outbox], consistency);
    const found = await outbox.find({
      ...(runId === null ? { index: 'byAccount', equals: [account] } : { index: 'byRun', equals: [account, runId] }),
      ...(after === null ? {} : { before: after }),
      descending: true,
      limit: limit + 1,
    });
    const page = found.slice(0, limit).map(({ document }) => document);
    return {
      items: page.map(({ account: owner, order, ...effect }) => effect),
      next: found.length > limit ? (page.at(-1)?.order ?? null) : null,
      asOf,
    };
  }
}
