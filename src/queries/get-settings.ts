import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { SecretKept } from '../../projections/account-settings';
import { DEFAULT_SETTINGS } from '../domain/account/settings';
import type { AccountSettings } from '../domain/account/settings';
import type { AsOf } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import type { Consistency } from '../engine/projecting/read-models';

export type { SecretKept };

export interface SettingsView extends AccountSettings {
  /** What webhooks are signed with; absent: they are not. */
  readonly webhookSecret?: SecretKept;
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
    const found = (await this.models.accountSettings.get([account])).get(account)?.document;
    const kept = found?.webhookSecret;
    return { ...(found?.settings ?? DEFAULT_SETTINGS), ...(kept && { webhookSecret: kept }), asOf };
  }
}

/** As the read model has them; decisions go by the account's stream. */
export async function settingsOf({ accountSettings }: ReadModels, account: string): Promise<AccountSettings> {
  const found = await accountSettings.get([account]);
  return found.get(account)?.document.settings ?? DEFAULT_SETTINGS;
}
