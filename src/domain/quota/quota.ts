import type { Decider } from '../../kernel/decider';
import type { Event } from '../../kernel/message';

/**
 * One window of a rate limit, stream `quota-<id>`: an account's channel in one minute, or a contact on one day. An effect
 * takes its place before it is sent and keeps it, whatever comes of the sending.
 */
export type QuotaEvent = Event<'QuotaTaken', { readonly effectId: string }>;

export type QuotaState = ReadonlySet<string>;

export interface TakeQuota {
  readonly effectId: string;
  /** Effects that the window has room for. */
  readonly limit: number;
}

export const quota: Decider<QuotaState, TakeQuota, QuotaEvent> = {
  initialState: new Set(),
  /** No event when the window is full, or when the effect has its place already. */
  decide({ effectId, limit }, taken) {
    return taken.has(effectId) || taken.size >= limit ? [] : [{ type: 'QuotaTaken', data: { effectId } }];
  },
  evolve: (taken, event) => new Set(taken).add(event.data.effectId),
};
