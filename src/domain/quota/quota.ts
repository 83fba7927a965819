import type { Decider } from '../../kernel/decider';
import type { Event } from '../../kernel/message';

/**
 * One window of a rate limit, stream `quota-<id>`: an account's channel in one minute, or a contact on one day. An effect
 * takes its place before it is sent and keeps it, whatever comes of the sending.
 */
export type QuotaEvent = Event<'QuotaTaken', { readonly effectId: string }>;

/** Places taken. */
export type QuotaState = number;

export interface TakeQuota {
  readonly effectId: string;
  /** Effects that the window has room for. */
  readonly limit: number;
}

export const quota: Decider<QuotaState, TakeQuota, QuotaEvent> = {
  initialState: 0,
  /** No event when the window is full. */
  decide: ({ effectId, limit }, taken) => (taken >= limit ? [] : [{ type: 'QuotaTaken', data: { effectId } }]),
  evolve: (taken) => taken + 1,
};
