import type { Event } from '../../kernel/message';
import type { AccountSettings } from './settings';

/** Stream `account-<id>`, the account is in the metadata. */
export type AccountEvent =
  Event<'AccountSettingsChanged', AccountSettingsChanged> | Event<'TriggerRegistered', TriggerRegistered>;

export interface AccountSettingsChanged {
  readonly settings: AccountSettings;
}

/**
 * A version of this workflow may start by events of this type, or be cancelled by them. Recorded before the version is,
 * so that an inbound event finds every workflow it could concern.
 */
export interface TriggerRegistered {
  readonly workflowId: string;
  readonly event: string;
}
