import type { ContactDocument } from '../../projections/contacts';
import { contactKey } from '../../projections/contacts';
import { beginningsOf, indexed, searchesFor } from '../../projections/search-text';
import { DomainError } from '../kernel/errors';
import type { ReadModel } from '../ports/read-store';

/** A search that more contacts match is not a search yet. */
const MAX_CONTACTS = 100;

/** The ids of an account's contacts that a text is the beginning of. @throws DomainError `too_broad` */
export async function findContacts(
  contacts: ReadModel<ContactDocument>,
  account: string,
  text: string,
): Promise<readonly string[]> {
  const searches = searchesFor(text);
  if (searches === null) throw tooBroad();
  const found = new Set<string>();
  for (const search of searches) await findMore(contacts, account, search, found);
  return [...found];
}

/** What was found before is not looked at again. */
async function findMore(
  contacts: ReadModel<ContactDocument>,
  account: string,
  search: string,
  found: Set<string>,
): Promise<void> {
  const prefix = indexed(search);
  let from = prefix;
  for (;;) {
    const query = { index: 'byBeginning', equals: [account], from, before: `${prefix}\u{10ffff}` };
    const page = await contacts.find({ ...query, limit: MAX_CONTACTS + 1 });
    const ids = page.flatMap(({ document }) => (document.kind === 'address' ? [] : document.contactId));
    const fresh = ids.filter((id) => !found.has(id));
    for (const id of await stillFound(contacts, account, search, fresh)) found.add(id);
    if (found.size > MAX_CONTACTS) throw tooBroad();
    const last = page.at(-1)?.document;
    if (page.length <= MAX_CONTACTS || last?.kind !== 'beginning') return;
    from = `${last.beginning}\u0001`;
  }
}

/** Those that go by it now: a contact may have had another name when its beginnings were written down. */
async function stillFound(
  contacts: ReadModel<ContactDocument>,
  account: string,
  search: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  const entries = await contacts.get(ids.map((id) => contactKey(account, id)));
  return Array.from(entries.values(), ({ document }) => document).flatMap((entry) =>
    entry.kind === 'contact' && beginningsOf(entry).some((beginning) => beginning.startsWith(search))
      ? [entry.contactId]
      : [],
  );
}

const tooBroad = (): DomainError =>
  new DomainError(
    'too_broad',
    `a search takes 2 characters or more, one in scripts without spaces, and finds at most ${MAX_CONTACTS} contacts`,
  );
