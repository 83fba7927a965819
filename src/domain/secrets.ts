import { hashId } from '../kernel/ids';
import type { DomainEvent } from './events';

/** The fields of events that hold what must be known to sign and to check signatures, and by nobody who reads the ledger. */
const SECRETS: Readonly<Partial<Record<DomainEvent['type'], string>>> = {
  WebhookSecretRotated: 'secret',
  LinkKeyMade: 'key',
  HookOpened: 'signingSecret',
};

interface AnyEvent {
  readonly type: string;
  readonly data: object;
}

/**
 * An event for whoever reads the ledger: in place of a secret a fingerprint, which tells one from another and whether it was
 * a certain one. The same event is the same text each time, so that exports and their hashes stay what they are.
 */
export function withoutSecret<E extends AnyEvent>(event: E): E {
  const field = SECRETS[event.type as DomainEvent['type']];
  if (field === undefined) return event;
  const secret: unknown = (event.data as Readonly<Record<string, unknown>>)[field];
  return typeof secret === 'string' ? { ...event, data: { ...event.data, [field]: fingerprint(secret) } } : event;
}

const fingerprint = (secret: string): string => `hidden:${hashId('secret', secret)}`;
