import { addressKey } from '../../projections/contacts';
import type { ContactDocument, ContactEntry, OptOutEntry } from '../../projections/contacts';
import { optOutAddress } from '../domain/effect/recipient';
import type { ReadModel } from '../ports/read-store';

/** An opt-out as the API shows it. */
export interface OptOutShown extends Pick<OptOutEntry, 'channel' | 'since' | 'source'> {
  /** Who of the account did it; null: nobody of it. */
  readonly by: string | null;
}

/** Those of a contact, and those of its addresses where it has none of its own by that channel. */
export async function optOutsOf(
  contacts: ReadModel<ContactDocument>,
  { account, email, phone, optOuts }: ContactEntry,
): Promise<readonly OptOutShown[]> {
  const keys = [
    ...(email === null ? [] : [addressKey(account, 'email', optOutAddress('email', email))]),
    ...(phone === null ? [] : [addressKey(account, 'sms', optOutAddress('sms', phone))]),
  ];
  const found = keys.length === 0 ? null : await contacts.get(keys);
  const ofAddresses = keys.flatMap((key) => {
    const entry = found?.get(key)?.document;
    return entry?.kind === 'address' ? entry.optOuts.slice(0, 1) : [];
  });
  const more = ofAddresses.filter(({ channel }) => optOuts.every((own) => own.channel !== channel));
  return [...optOuts, ...more].map(({ channel, since, source, by = null }) => ({ channel, since, source, by }));
}
