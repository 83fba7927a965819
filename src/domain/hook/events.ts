import type { Event } from '../../kernel/message';
import type { Invalid } from '../../kernel/errors';
import type { HookMapping } from './mapping';

/** An inbound hook, stream `hook-<hookId>`, and each call of it, stream `call-<id>`; the account is in the metadata. */
export type HookEvent =
  Event<'HookOpened', HookOpened> | Event<'HookClosed', { readonly hookId: string }> | Event<'HookCalled', HookCalled>;

export interface HookOpened {
  /** A hash of its token, which is nowhere in the ledger. */
  readonly hookId: string;
  readonly mapping: HookMapping;
  /** Of a secret that callers send along: SHA-256, 32 hexadecimal digits of it. */
  readonly sharedSecretHash?: string;
  /** What callers sign with by the Standard Webhooks scheme. Whoever reads the ledger sees a fingerprint of it. */
  readonly signingSecret?: string;
}

export interface HookCalled {
  readonly hookId: string;
  readonly outcome: 'handled' | 'refused';
  /** What it was mapped to, as far as it was; null: it was not. */
  readonly eventId: string | null;
  readonly contactId: string | null;
  /** Workflows that the event was tried against. */
  readonly matched: number;
  /** Why it was refused, and what of its body was wrong. */
  readonly error: HookError | null;
  /** The first 2 KB of what was sent. */
  readonly body: string;
}

export interface HookError {
  readonly code: string;
  readonly message: string;
  readonly faults: readonly Invalid[];
}
