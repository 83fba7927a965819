import type { Delivery } from '../domain/effect/delivery';
import type { FormFields } from '../kernel/form-fields';

/** What an SMS provider tells of a message that it was handed. */
export interface ToldDelivery {
  /** The message, as the provider calls it. */
  readonly providerId: string;
  readonly delivery: Delivery;
}

/** The calls of an SMS provider: whether they are its own, and what they say. */
export interface ProviderCalls {
  /** @param target the path and query that were called, as they came */
  isGenuine(target: string, fields: FormFields, signature: string): boolean;
  /** Null: it says nothing that is known here. */
  deliveryIn(fields: FormFields): ToldDelivery | null;
}

/** Names them where interfaces cannot. */
export const PROVIDER_CALLS = Symbol('provider calls');
