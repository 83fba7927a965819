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
