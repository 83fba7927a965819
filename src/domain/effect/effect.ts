import type { Json, JsonObject } from '../../kernel/message';
import type { DeliveryStatus } from './delivery';

/**
 * effect:  an SMS, email or webhook leaving the system
 * request: the effect as it will be sent, templates rendered
 * outcome: what came of sending it
 */
export type EffectRequest =
  | { readonly channel: 'sms'; readonly to: string; readonly body: string }
  | { readonly channel: 'email'; readonly to: string; readonly subject: string; readonly body: string }
  | {
      readonly channel: 'webhook';
      readonly url: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Json;
    };

export const EFFECT_CHANNELS = ['sms', 'email', 'webhook'] as const satisfies readonly EffectRequest['channel'][];
export type EffectChannelName = (typeof EFFECT_CHANNELS)[number];
/** What goes to a person, from a sender. */
export const MESSAGE_CHANNELS = ['sms', 'email'] as const satisfies readonly EffectChannelName[];
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number];
/** As people write it. */
export const CHANNEL_WORDS: Readonly<Record<EffectChannelName, string>> = {
  sms: 'SMS',
  email: 'email',
  webhook: 'webhook',
};

export const FAILURE_CODES = [
  'missing_data',
  'invalid_recipient',
  'no_opening',
  'rate_limited',
  'webhook_timeout',
  'webhook_blocked',
  'webhook_error',
  'provider_error',
  'outcome_unknown',
  'template_error',
  'condition_error',
  'engine_error',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Cancelled: its run was, before it had its turn. */
export type SkipReason = 'sms_opt_out' | 'email_opt_out' | 'cancelled';

export interface StepError {
  readonly code: FailureCode;
  readonly message: string;
}

/**
 * `output` is what the sending brought beyond the request: a provider's id, a webhook's status and response. `delivery` is
 * how far the provider says that the message came, where it tells more later. `trouble` is why the channel as a whole does
 * not work, in words that anybody may read; it is not recorded.
 */
export type EffectOutcome =
  | { readonly status: 'completed'; readonly output: JsonObject; readonly delivery?: DeliveryStatus }
  | { readonly status: 'failed'; readonly error: StepError; readonly output: JsonObject; readonly trouble?: string }
  | { readonly status: 'skipped'; readonly reason: SkipReason };
