import type { EffectChannelName, EffectOutcome, EffectRequest } from '../domain/effect/effect';

/** A way out of the system: an SMS or email provider, the webhook client, or the outbox. */
export interface EffectChannel {
  /** A second send under the same key sends nothing and answers as the first did. */
  readonly honoursKeys: boolean;
  /** Milliseconds within which `send` answers, whatever the other side does. */
  readonly timeoutMs: number;
  /** What the other side refuses is a failed outcome; a rejection says that it may or may not have been sent. */
  send(request: EffectRequest, idempotencyKey: string): Promise<EffectOutcome>;
}

export type Channels = Readonly<Record<EffectChannelName, EffectChannel>>;
