import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { OutboxEffect } from '../../projections/outbox';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { newestFirst } from './newest-first';

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
    const source =
      runId === null ? { index: 'byAccount', equals: [account] } : { index: 'byRun', equals: [account, runId] };
    const { documents, next } = await newestFirst(outbox, [source], after === null ? {} : { before: after }, limit);
    return {
      items: documents.map(({ account: owner, order, ...effect }) => effect),
      next,
      asOf,
    };
  }
}
