import { DEFAULT_SETTINGS } from '../src/domain/account/settings';
import type { AccountSettings } from '../src/domain/account/settings';
import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** The settings of an account that did anything yet, and when its webhooks' secret changed; key: the account. */
export interface SettingsOfAccount {
  readonly account: string;
  readonly settings: AccountSettings;
  /** Whom its SMS come from; SERVICES_SENDER: from whom the service's do. */
  readonly smsFrom: string;
  /** Absent: it has none. */
  readonly webhookSecret?: SecretKept;
}

/** That there is a secret, and nothing of it. Times are ISO 8601. */
export interface SecretKept {
  readonly since: string;
  /** Until when the one before signs along, null when there was none. */
  readonly previousSignsUntil: string | null;
}

/** No sender of an account is called so. */
export const SERVICES_SENDER = '*';

const concerns = concerning('AccountSettingsChanged', 'WebhookSecretRotated', 'WorkflowDefined');

export const accountSettings: Projection<SettingsOfAccount, DomainEvent> = {
  name: 'account-settings',
  version: 3,
  types: concerns.types,
  indexes: { bySender: ['smsFrom', 'account'] },

  keys: (event) => (concerns(event) ? [event.metadata.account] : NO_KEYS),

  fold(known, event) {
    if (!concerns(event)) return known;
    const { account, at } = event.metadata;
    const before = known ?? { account, settings: DEFAULT_SETTINGS, smsFrom: SERVICES_SENDER };
    switch (event.type) {
      case 'AccountSettingsChanged': {
        const { settings } = event.data;
        return { ...before, settings, smsFrom: settings.smsFrom ?? SERVICES_SENDER };
      }
      case 'WebhookSecretRotated':
        return { ...before, webhookSecret: { since: at, previousSignsUntil: event.data.previousSignsUntil } };
      case 'WorkflowDefined':
        return before;
    }
  },
};
