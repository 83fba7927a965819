import type { Decider } from '../../kernel/decider';
import type { ContactEvent, OptOut, OptOutChannel } from './events';

/** The channels a contact does not want to be reached by. */
export type ContactState = ReadonlySet<OptOutChannel>;

export type ContactCommand = OptOut & { readonly type: 'OptOut' | 'OptIn' };

export const contactDecider: Decider<ContactState, ContactCommand, ContactEvent> = {
  initialState: new Set(),

  decide({ type, ...change }, optOuts) {
    const out = type === 'OptOut';
    if (optOuts.has(change.channel) === out) return [];
    return [{ type: out ? 'ContactOptedOut' : 'ContactOptedIn', data: change }];
  },

  evolve(optOuts, event) {
    const { channel } = event.data;
    const others = [...optOuts].filter((other) => other !== channel);
    return new Set(event.type === 'ContactOptedOut' ? [...others, channel] : others);
  },
};
