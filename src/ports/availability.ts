import { messageOf } from '../kernel/errors';
import { AppendOutcomeUnknown } from './event-store';

/** In the words that anybody may read. */
export type StoreName = 'event store' | 'read store';

/** A call that got no answer. Why is its cause, which only logs may tell: it may name hosts. An append is never among them. */
export class StoreUnavailable extends Error {
  readonly code = 'store_unavailable';
  constructor(
    readonly store: StoreName,
    reason: unknown,
  ) {
    super(`the ${store} does not answer`, { cause: reason });
    this.name = 'StoreUnavailable';
  }
}

/** Whether an error only says that a store is away: that is told once for all who meet it, by whoever watches the store. */
export const isOutage = (error: unknown): boolean =>
  error instanceof StoreUnavailable || error instanceof AppendOutcomeUnknown;

/** What the driver said, for logs alone. */
export const reasonOf = (error: unknown): string =>
  messageOf(error instanceof Error && isOutage(error) ? error.cause : error);

/**
 * How every adapter tells an outage.
 * @param isSilence whether an error says that the store did not answer
 * @throws StoreUnavailable
 */
export async function answering<T>(
  store: StoreName,
  isSilence: (error: unknown) => boolean,
  call: () => T | Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw isSilence(error) ? new StoreUnavailable(store, error) : error;
  }
}

/** What this process knows of a store. */
export interface Availability {
  /** Since when it is known to be away, in milliseconds since the epoch; null while it answers. */
  readonly awaySince: number | null;
  /** Resolves when it is known to answer, or the signal is aborted. */
  back(signal?: AbortSignal): Promise<void>;
  /** Resolves when it is known to be away, or the signal is aborted. */
  away(signal?: AbortSignal): Promise<void>;
}

export interface Availabilities {
  readonly events: Availability;
  readonly reads: Availability;
}

/** Names them where interfaces cannot. */
export const AVAILABILITIES = Symbol('availabilities');
