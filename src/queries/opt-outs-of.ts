import { addressKey } from '../../projections/contacts';
import type { AddressEntry, ContactDocument, ContactEntry, OptOutEntry } from '../../projections/contacts';
import { MAX_CHANGES } from '../../projections/opt-out-changes';
import type { OptOutChange } from '../../projections/opt-out-changes';
import { optOutAddress } from '../domain/effect/recipient';
import type { ReadModel } from '../ports/read-store';

/** An opt-out as the API shows it. */
export interface OptOutShown extends Pick<OptOutEntry, 'channel' | 'since' | 'source'> {
  /** Who of the account did it; null: nobody of it. */
  readonly by: string | null;
}

/** That somebody opted out, or in again, likewise. */
export interface OptOutChangeShown extends Pick<OptOutChange, 'channel' | 'change' | 'at' | 'source'> {
  readonly by: string | null;
}

export interface OptOutsShown {
  readonly optOuts: readonly OptOutShown[];
  /** The newest first. */
  readonly optOutHistory: readonly OptOutChangeShown[];
}

/** Those of a contact, and those of its addresses where it has none of its own by that channel; and how it came to them. */
export async function optOutsOf(contacts: ReadModel<ContactDocument>, entry: ContactEntry): Promise<OptOutsShown> {
  const addresses = await addressesOf(contacts, entry);
  const own = entry.optOuts;
  const more = addresses
    .flatMap(({ optOuts }) => optOuts.slice(0, 1))
    .filter(({ channel }) => own.every((one) => one.channel !== channel));
  const changes = addresses
    .flatMap(({ optOutChanges }) => optOutChanges)
    .filter(({ ofContact }) => ofContact !== entry.contactId)
    .concat(entry.optOutChanges)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return {
    optOuts: [...own, ...more].map(({ channel, since, source, by = null }) => ({ channel, since, source, by })),
    optOutHistory: changes
      .slice(0, MAX_CHANGES)
      .map(({ channel, change, at, source, by = null }) => ({ channel, change, at, source, by })),
  };
}

/** What is known of its email and its phone. */
async function addressesOf(
  contacts: ReadModel<ContactDocument>,
  { account, email, phone }: ContactEntry,
): Promise<readonly AddressEntry[]> {
  const keys = [
    ...(email === null ? [] : [addressKey(account, 'email', optOutAddress('email', email))]),
    ...(phone === null ? [] : [addressKey(account, 'sms', optOutAddress('sms', phone))]),
  ];
  const found = keys.length === 0 ? null : await contacts.get(keys);
  return keys.flatMap((key) => {
    const entry = found?.get(key)?.document;
    return entry?.kind === 'address' ? [entry] : [];
  });
}
