import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { DEFAULT_SETTINGS } from '../domain/account/settings';
import type { AccountSettings } from '../domain/account/settings';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';

export interface SettingsView extends AccountSettings {
  readonly asOf: AsOf;
}

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
  constructor(private readonly models: ReadModels) {}

  async execute({ account, consistency }: GetSettings): Promise<SettingsView> {
    const asOf = await this.models.asOf([this.models.accountSettings], consistency);
    return { ...(await settingsOf(this.models, account)), asOf };
  }
}

/** As the read model has them; decisions go by the account's stream. */
export async function settingsOf({ accountSettings }: ReadModels, account: string): Promise<AccountSettings> {
  const found = await accountSettings.get([account]);
  return found.get(account)?.document.settings ?? DEFAULT_SETTINGS;
}
