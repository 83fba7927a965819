import type { EffectOutcome, EffectRequest } from '../../../src/domain/effect/effect';
import type { Json } from '../../../src/kernel/message';
import type { Sending } from '../../../src/ports/effect-channel';

export const SENDING: Sending = {
  idempotencyKey: 'key-1',
  account: 'acme',
  contactId: 'c-1',
  runId: 'run-1',
  stepId: 'hello',
  from: null,
  secrets: [],
  unsubscribeUrl: null,
};

export const webhook = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
  body: Json = { hello: 'Zoë' },
): EffectRequest => ({ channel: 'webhook', url, method: 'POST', headers, body });

/** What it failed with, null when it did not. */
export const codeOf = (outcome: EffectOutcome): string | null =>
  outcome.status === 'failed' ? outcome.error.code : null;
