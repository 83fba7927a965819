import { DEFAULT_SETTINGS } from '../src/domain/account/settings';
import type { AccountSettings } from '../src/domain/account/settings';
import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** The settings of an account that has changed them, and when its webhooks' secret did; key: the account. */
export interface SettingsOfAccount {
  readonly account: string;
  readonly settings: AccountSettings;
  /** Absent: it has none. */
  readonly webhookSecret?: SecretKept;
}

/** That there is a secret, and nothing of it. Times are ISO 8601. */
export interface SecretKept {
  readonly since: string;
  /** Until when the one before signs along, null when there was none. */
  readonly previousSignsUntil: string | null;
}

const concerns = concerning('AccountSettingsChanged', 'WebhookSecretRotated');

export const accountSettings: Projection<SettingsOfAccount, DomainEvent> = {
  name: 'account-settings',
  version: 2,
  types: concerns.types,
  indexes: {},

  keys: (event) => (concerns(event) ? [event.metadata.account] : NO_KEYS),

  fold(known, event) {
    if (!concerns(event)) return known;
    const { account, at } = event.metadata;
    if (event.type === 'AccountSettingsChanged') return { ...known, account, settings: event.data.settings };
    const webhookSecret = { since: at, previousSignsUntil: event.data.previousSignsUntil };
    return { account, settings: known?.settings ?? DEFAULT_SETTINGS, webhookSecret };
  },
};
