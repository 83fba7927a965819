import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Hook } from '../../projections/hooks';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { newestFirst } from './newest-first';

export interface HookPage {
  readonly items: readonly Omit<Hook, 'account' | 'order'>[];
  /** The order key of the last item when there are more. */
  readonly next: string | null;
  readonly asOf: AsOf;
}

/** The hooks of an account that are open, newest first. */
export class ListHooks extends Query<HookPage> {
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

@QueryHandler(ListHooks)
export class ListHooksHandler implements IQueryHandler<ListHooks> {
  constructor(private readonly models: ReadModels) {}

  async execute({ account, after, limit, consistency }: ListHooks): Promise<HookPage> {
    const { hooks } = this.models;
    const asOf = await this.models.asOf([hooks], consistency);
    const source = { index: 'byAccount', equals: [account] };
    const { documents, next } = await newestFirst(hooks, [source], after === null ? {} : { before: after }, limit);
    return { items: documents.map(({ account: owner, order, ...hook }) => hook), next, asOf };
  }
}
