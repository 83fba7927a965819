import type { Delivery } from '../domain/effect/delivery';
import type { OptOutWish } from '../domain/effect/opt-out-words';
import type { FormFields } from '../kernel/form-fields';

/** What an SMS provider tells of a message that it was handed. */
export interface ToldDelivery {
  /** The message, as the provider calls it. */
  readonly providerId: string;
  readonly delivery: Delivery;
}

/** What somebody answered to an SMS. */
export interface ToldMessage {
  /** The number that it came from. */
  readonly from: string;
  /** The senders that it may have been an answer to: a number, and the group that it belongs to. */
  readonly to: readonly string[];
  /** Whether the service's own sender is among them. */
  readonly isToService: boolean;
  /** Its beginning. */
  readonly words: string;
  readonly wish: OptOutWish;
}

/** The calls of an SMS provider: whether they are its own, and what they say. */
export interface ProviderCalls {
  /** @param target the path and query that were called, as they came */
  isGenuine(target: string, fields: FormFields, signature: string): boolean;
  /** Null: it says nothing that is known here. */
  deliveryIn(fields: FormFields): ToldDelivery | null;
  /** Null: it comes from nobody that could be sent to. */
  messageIn(fields: FormFields): ToldMessage | null;
}

/** Names them where interfaces cannot. */
export const PROVIDER_CALLS = Symbol('provider calls');
