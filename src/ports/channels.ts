import type { EffectChannelName, EffectOutcome, EffectRequest } from '../kernel/effect';

/** A way out of the system: an SMS or email provider, the webhook client, or the outbox. */
export interface EffectChannel {
  /** A second send under the same key sends nothing and answers as the first did. */
  readonly honoursKeys: boolean;
  /** Milliseconds within which `send` has answered; it counts as unknown after that. */
  readonly timeoutMs: number;
  /** Never rejects for what the other side does: that is a failed outcome. A rejection is an unknown outcome. */
  send(request: EffectRequest, idempotencyKey: string, signal: AbortSignal): Promise<EffectOutcome>;
}

export type Channels = Readonly<Record<EffectChannelName, EffectChannel>>;
