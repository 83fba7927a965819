import type { EffectChannel } from '../../ports/effect-channel';

/**
 * Where effects go when no provider is configured. Nothing leaves: the outcome in the run's stream is the message, and
 * the outbox read model lists what would have been sent. A step has one outcome, so a key is honoured by itself.
 */
export const outboxChannel: EffectChannel = {
  honoursKeys: true,
  timeoutMs: 1_000,
  send: () => Promise.resolve({ status: 'completed', output: { via: 'outbox' } }),
};
