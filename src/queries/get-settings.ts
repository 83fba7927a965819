import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { AccountSettings } from '../domain/account/settings';
import { Facts } from '../engine/facts';

/** An account's settings, read from its stream: what decisions go by at this moment. */
export class GetSettings extends Query<AccountSettings> {
  constructor(readonly account: string) {
    super();
  }
}

@QueryHandler(GetSettings)
export class GetSettingsHandler implements IQueryHandler<GetSettings> {
  constructor(private readonly facts: Facts) {}

  async execute({ account }: GetSettings): Promise<AccountSettings> {
    return (await this.facts.account(account)).settings;
  }
}
