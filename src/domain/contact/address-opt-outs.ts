import type { Decider } from '../../kernel/decider';
import type { AddressEvent, AddressOptOut, OptOutMeans } from './events';

/** The means by which an address was opted out and is still; none: it may be reached. */
export type AddressState = ReadonlySet<OptOutMeans>;

export type AddressCommand = AddressOptOut & { readonly type: 'OptOutAddress' | 'OptInAddress' };

/** What each means takes back: a message what messages set, never what somebody set by hand or by a link. */
const TAKES_BACK: Readonly<Record<OptOutMeans, readonly OptOutMeans[]>> = {
  by_hand: ['by_hand', 'unsubscribe_link', 'message', 'provider'],
  unsubscribe_link: ['unsubscribe_link'],
  message: ['message', 'provider'],
  provider: ['provider'],
};

export const addressDecider: Decider<AddressState, AddressCommand, AddressEvent> = {
  initialState: new Set(),

  decide({ type, ...change }, optOuts) {
    const { means } = change;
    if (type === 'OptOutAddress') return optOuts.has(means) ? [] : [{ type: 'AddressOptedOut', data: change }];
    return TAKES_BACK[means].some((one) => optOuts.has(one)) ? [{ type: 'AddressOptedIn', data: change }] : [];
  },

  evolve: (optOuts, { type, data: { means } }) =>
    type === 'AddressOptedOut' ? new Set([...optOuts, means]) : stillThere(optOuts, means),
};

/** What is left of opt-outs when these means took back theirs. */
export const stillThere = (optOuts: Iterable<OptOutMeans>, means: OptOutMeans): ReadonlySet<OptOutMeans> =>
  new Set([...optOuts].filter((one) => !TAKES_BACK[means].includes(one)));
