import type { EffectChannelName, EffectOutcome, EffectRequest } from '../domain/effect/effect';

/** What goes with a request at the moment of sending. */
export interface Sending {
  readonly idempotencyKey: string;
  readonly account: string;
  readonly contactId: string;
}

/** A way out of the system: an SMS or email provider, the webhook client, or the outbox. */
export interface EffectChannel {
  /** A second send under the same idempotency key sends nothing and answers as the first did. */
  readonly honoursKeys: boolean;
  /** Milliseconds within which `send` answers, whatever the other side does. */
  readonly timeoutMs: number;
  /** What the other side refuses is a failed outcome; a rejection says that it may or may not have been sent. */
  send(request: EffectRequest, sending: Sending): Promise<EffectOutcome>;
}

export type Channels = Readonly<Record<EffectChannelName, EffectChannel>>;
