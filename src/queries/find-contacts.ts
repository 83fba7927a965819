import type { ContactDocument, ContactEntry } from '../../projections/contacts';
import { beginningsOf, indexed, searchesFor } from '../../projections/search-text';
import { DomainError } from '../kernel/errors';
import type { ReadModel } from '../ports/read-store';

/** A search that more contacts match is not a search yet. */
const MAX_CONTACTS = 100;
/** Of a text that is longer than what an index holds of it, so many are looked at that share as much as it holds. */
const MAX_ALIKE = 2_000;

/** The ids of an account's contacts that a text is the beginning of. @throws DomainError `too_broad` */
export async function findContacts(
  contacts: ReadModel<ContactDocument>,
  account: string,
  text: string,
): Promise<readonly string[]> {
  const searches = searchesFor(text);
  if (searches === null) throw tooBroad();
  const found = new Set<string>();
  for (const search of searches) {
    const from = indexed(search);
    const isWhole = from === search;
    const most = isWhole ? MAX_CONTACTS : MAX_ALIKE;
    const range = { index: 'byBeginning', equals: [account], from, before: `${from}\u{10ffff}` };
    const alike = await contacts.find({ ...range, limit: most + 1 });
    for (const { document } of alike)
      if (document.kind === 'contact' && (isWhole || goesBy(document, search))) found.add(document.contactId);
    if (alike.length > most || found.size > MAX_CONTACTS) throw tooBroad();
  }
  return [...found];
}

const goesBy = (entry: ContactEntry, search: string): boolean =>
  beginningsOf(entry).some((beginning) => beginning.startsWith(search));

const tooBroad = (): DomainError =>
  new DomainError(
    'too_broad',
    `a search takes 2 characters or more, one in scripts without spaces, and finds at most ${MAX_CONTACTS} contacts`,
  );
