import type { Event, Position } from '../../kernel/message';
import type { AccountSettings } from './settings';

/** Stream `account-<id>`, the account is in the metadata. */
export type AccountEvent =
  | Event<'AccountSettingsChanged', AccountSettingsChanged>
  | Event<'TriggerRegistered', TriggerRegistered>
  | Event<'ExportMade', ExportMade>
  | Event<'WebhookSecretRotated', WebhookSecretRotated>
  | Event<'LinkKeyMade', LinkKeyMade>;

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

/** From now on webhooks are signed with it. Whoever reads the ledger sees a fingerprint of it. */
export interface WebhookSecretRotated {
  readonly secret: string;
  /** Until when the one before signs along, null when there was none. ISO 8601. */
  readonly previousSignsUntil: string | null;
}

/**
 * What the links in the account's messages are signed with. It is made once and stays, and is where the messages are: a link
 * in a mail of last year is good as long as the ledger is.
 */
export interface LinkKeyMade {
  readonly key: string;
}

/** Events of the account left the ledger in an export, all of them up to its end. */
export interface ExportMade {
  readonly query: ExportQuery;
  /** Of the first and the last event; null when there was none. */
  readonly first: Position | null;
  readonly last: Position | null;
  readonly count: number;
  /** How many of them could not be read. */
  readonly unreadable: number;
  /** The hash of the last event's line: SHA-256, hexadecimal. */
  readonly head: string;
  /** Who asked for it, `<role>:<name or fingerprint of the key>`. */
  readonly by: string;
}

/** What an export holds: the events that meet all of it. */
export interface ExportQuery {
  readonly stream?: string;
  readonly workflowId?: string;
  /** Recorded at or after, and before; ISO 8601, UTC, milliseconds. */
  readonly from?: string;
  readonly to?: string;
}
