import type { Event } from '../../kernel/message';

/** Stream `contact-<id>`: the channels a contact does not want to be reached by. */
export type ContactEvent = Event<'ContactOptedOut', OptOut> | Event<'ContactOptedIn', OptOut>;

export type OptOutChannel = 'sms' | 'email';

export interface OptOut {
  readonly contactId: string;
  readonly channel: OptOutChannel;
  /** Who asked for it, or by what means; lacking in older events, whose actor it was. */
  readonly source?: string;
}

/** Stream `address-<id>`: a phone number or an email address at which nobody is to be reached, whichever contact has it. */
export type AddressEvent = Event<'AddressOptedOut', AddressOptOut> | Event<'AddressOptedIn', AddressOptOut>;

/**
 * by_hand:          somebody of the account, for a contact that has the address
 * unsubscribe_link: whoever has a mail that went there
 * message:          a word sent from there, such as STOP
 * provider:         it refuses to send there for that reason
 */
export type OptOutMeans = 'by_hand' | 'unsubscribe_link' | 'message' | 'provider';

export interface AddressOptOut {
  readonly channel: OptOutChannel;
  /** As `optOutAddress` writes it. */
  readonly address: string;
  readonly means: OptOutMeans;
  /** Who asked for it, or by what means, for people. */
  readonly source: string;
  /** The contact that it came up with, where it is known. */
  readonly contactId?: string;
  /** The message that said so. */
  readonly words?: string;
}
