import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { AccountSettings } from '../domain/account/settings';
import { Facts } from '../engine/deciding/current-facts';
import { Ledger } from '../engine/deciding/ledger';
import type { AsOf } from '../engine/projecting/projection-progress';
import { readModelBehind } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';

export interface SettingsView extends AccountSettings {
  readonly asOf: AsOf;
}

/** An account's settings, read from its stream: what decisions go by at this moment. */
export class GetSettings extends Query<SettingsView> {
  constructor(
    readonly account: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}

@QueryHandler(GetSettings)
export class GetSettingsHandler implements IQueryHandler<GetSettings> {
  constructor(
    private readonly ledger: Ledger,
    private readonly facts: Facts,
  ) {}

  /** There is no read model to wait for: what is not in the log yet will not come by waiting. */
  async execute({ account, consistency: { minPosition } }: GetSettings): Promise<SettingsView> {
    const position = await this.ledger.head();
    if (position < minPosition) throw readModelBehind(minPosition, position);
    const { settings } = await this.facts.account(account);
    return { ...settings, asOf: { position, lagMs: 0 } };
  }
}
