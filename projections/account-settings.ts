import type { AccountSettings } from '../src/domain/account/settings';
import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** The settings of an account that has changed them; key: the account. */
export interface SettingsOfAccount {
  readonly account: string;
  readonly settings: AccountSettings;
}

const concerns = concerning('AccountSettingsChanged');

export const accountSettings: Projection<SettingsOfAccount, DomainEvent> = {
  name: 'account-settings',
  version: 1,
  types: concerns.types,
  indexes: {},

  keys: (event) => (concerns(event) ? [event.metadata.account] : NO_KEYS),

  fold: (known, event) =>
    concerns(event) ? { account: event.metadata.account, settings: event.data.settings } : known,
};
