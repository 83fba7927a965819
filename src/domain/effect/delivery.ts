/** How far a message is known to have come after it was handed to a provider. */
export type DeliveryStatus = 'queued' | 'sent' | 'undelivered' | 'delivered';

export interface Delivery {
  readonly status: DeliveryStatus;
  /** The provider's reason for what was not delivered. */
  readonly code: string | null;
}

/** From the least that is known to the most: what arrived has arrived, whatever is told later. */
const ORDER: readonly DeliveryStatus[] = ['queued', 'sent', 'undelivered', 'delivered'];

/** Providers tell things twice and in any order: only what is further than what is known is news. */
export const isNews = (known: DeliveryStatus | null, told: DeliveryStatus): boolean =>
  known === null || ORDER.indexOf(told) > ORDER.indexOf(known);
