import type { DomainEvent } from '../src/domain/events';
import { hashId } from '../src/kernel/ids';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import { summaryOf } from './contact-summary';
import { searchKey } from './search-text';

/**
 * What a contact is searched by: the prefix of a name, an email or a phone number. What an event leaves out of its contact
 * stays as it was.
 */
export interface ContactEntry {
  readonly account: string;
  readonly contactId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Search keys. */
  readonly byName: string | null;
  readonly byEmail: string | null;
  readonly byPhone: string | null;
}

const concerns = concerning('ContactEnrolled', 'RunStarted', 'EventReceived');

export const contacts: Projection<ContactEntry, DomainEvent> = {
  name: 'contacts',
  version: 2,
  types: concerns.types,
  indexes: { byName: ['account', 'byName'], byEmail: ['account', 'byEmail'], byPhone: ['account', 'byPhone'] },

  keys: (event) => (concerns(event) ? [hashId('contact', event.metadata.account, event.data.contact.id)] : NO_KEYS),

  fold(entry, event) {
    if (!concerns(event)) return entry;
    const { id, ...told } = summaryOf(event.data.contact);
    const name = told.name ?? entry?.name ?? null;
    const email = told.email ?? entry?.email ?? null;
    const phone = told.phone ?? entry?.phone ?? null;
    if (entry?.name === name && entry.email === email && entry.phone === phone) return entry;
    return {
      account: event.metadata.account,
      contactId: id,
      name,
      email,
      phone,
      byName: keyOf(name, id),
      byEmail: keyOf(email, id),
      byPhone: keyOf(phone, id),
    };
  },
};

const keyOf = (text: string | null, contactId: string): string | null =>
  text === null ? null : searchKey(text, contactId);
