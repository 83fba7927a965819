import type { DomainEvent } from '../src/domain/events';
import type { HookMapping } from '../src/domain/hook/mapping';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** An inbound hook that is open; key: its hookId. */
export interface Hook extends HookMapping {
  readonly account: string;
  readonly hookId: string;
  /** What is checked of callers beside the token. */
  readonly checks: 'token' | 'shared_secret' | 'signature';
  /** ISO 8601. */
  readonly openedAt: string;
  readonly order: string;
}

const concerns = concerning('HookOpened', 'HookClosed');

export const hooks: Projection<Hook, DomainEvent> = {
  name: 'hooks',
  version: 1,
  types: concerns.types,
  indexes: { byAccount: ['account', 'order'] },

  keys: (event) => (concerns(event) ? [event.data.hookId] : NO_KEYS),

  fold(known, event) {
    if (!concerns(event)) return known;
    if (event.type === 'HookClosed') return null;
    const { hookId, mapping, sharedSecretHash, signingSecret } = event.data;
    const { account, at } = event.metadata;
    const checks =
      signingSecret !== undefined ? 'signature' : sharedSecretHash !== undefined ? 'shared_secret' : 'token';
    return { account, hookId, ...mapping, checks, openedAt: at, order: `${at}|${event.position}` };
  },
};
