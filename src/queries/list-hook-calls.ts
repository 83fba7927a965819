import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { HookCall } from '../../projections/hook-calls';
import { hookIdOf } from '../domain/hook/hook';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';
import { NotFound } from '../kernel/errors';

export interface HookCallsView {
  readonly hookId: string;
  readonly items: readonly HookCall[];
  readonly asOf: AsOf;
}

/** The last calls of a hook, newest first. */
export class ListHookCalls extends Query<HookCallsView> {
  constructor(
    readonly account: string,
    readonly tokenOrId: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(ListHookCalls)
export class ListHookCallsHandler implements IQueryHandler<ListHookCalls> {
  constructor(private readonly models: ReadModels) {}

  /** @throws NotFound also when it is another account's */
  async execute({ account, tokenOrId, consistency }: ListHookCalls): Promise<HookCallsView> {
    const { hooks, hookCalls } = this.models;
    const asOf = await this.models.asOf([hooks, hookCalls], consistency);
    const hookId = hookIdOf(tokenOrId);
    const known = (await hooks.get([hookId])).get(hookId);
    if (known?.document.account !== account) throw new NotFound('hook');
    const found = (await hookCalls.get([hookId])).get(hookId);
    return { hookId, items: found?.document.calls ?? [], asOf };
  }
}
