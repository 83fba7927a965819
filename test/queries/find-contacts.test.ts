import fc from 'fast-check';
import { contacts } from '../../projections/contacts';
import type { ContactDocument } from '../../projections/contacts';
import { beginningsOf, searchesFor } from '../../projections/search-text';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import type { Contact } from '../../src/domain/contact/contact';
import type { ReadModel } from '../../src/ports/read-store';
import { findContacts } from '../../src/queries/find-contacts';
import { newId } from '../../src/kernel/ids';
import { changesAt } from '../contracts/read-store/sample-model';
import { Ledger } from '../histories/ledger';
import { documentsOf } from '../projections/folding';
import { tried } from '../properties';

/** Longer than what an index holds of a name. */
const TRAIN = 'Passenger of the night train from Vienna to Venice, by way of Villach, seat';

const received = (ledger: Ledger, contact: Contact, account = 'acme'): void => {
  const about = { eventId: `e-${contact.id}`, eventType: 'booked', contactId: contact.id, data: {}, candidates: [] };
  ledger.append(account, `event-${contact.id}`, { type: 'EventReceived', data: { ...about, contact } });
};

/** A few contacts that take one name, address and number after another, some in common. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', 'Ñ', ' ', '-', "'", '.', '明', '😀'), maxLength: 80 });
const told = fc.record({
  account: fc.constantFrom('acme', 'globex'),
  contact: fc.record(
    {
      id: fc.constantFrom('one', 'two', 'three'),
      name: text,
      email: text.map((local) => `${local}@b.example`),
      phone: fc.constantFrom('+34600000001', '+34600000002', '0600 1', ''),
    },
    { requiredKeys: ['id'] },
  ),
});

describe('the contacts that a text is the beginning of', () => {
  let store: SqliteReadStore;
  let model: ReadModel<ContactDocument>;
  beforeAll(async () => {
    store = SqliteReadStore.scratch();
    model = await store.open<ContactDocument>(contacts);
  });
  afterAll(() => store.close());

  const arePassengers = async (many: number): Promise<void> => {
    const ledger = new Ledger();
    for (let seat = 1; seat <= many; seat++) received(ledger, { id: `p-${seat}`, name: `${TRAIN} ${seat}` });
    await store.commit([changesAt(model, many, Object.fromEntries(documentsOf(contacts, ledger.log)))]);
  };

  it('are told apart by a long text, also where many have most of it in common', async () => {
    await arePassengers(150);
    expect(await findContacts(model, 'acme', `${TRAIN} 77`)).toEqual(['p-77']);
    expect((await findContacts(model, 'acme', `${TRAIN} 9`)).toSorted()).toEqual(
      ['p-9', ...Array.from({ length: 10 }, (_, i) => `p-9${i}`)].toSorted(),
    );
    expect(await findContacts(model, 'acme', `${TRAIN} 151`)).toEqual([]);
    await expect(findContacts(model, 'acme', TRAIN)).rejects.toMatchObject({ code: 'too_broad' });
    await expect(findContacts(model, 'acme', 'Passenger')).rejects.toMatchObject({ code: 'too_broad' });
  });

  it('are too many to be told apart where thousands have as much in common as an index holds', async () => {
    await arePassengers(2_001);
    await expect(findContacts(model, 'acme', `${TRAIN} 77`)).rejects.toMatchObject({ code: 'too_broad' });
  });

  it('are those that go by it now, whatever they went by before, and of no other account', async () => {
    const looked = fc.oneof(text, fc.constantFrom('06', '600', '+34600', 'a@b', '明', 'aa', 'b a'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(told, { minLength: 1, maxLength: 12 }),
        fc.array(looked, { maxLength: 8 }),
        async (all, texts) => {
          const ledger = new Ledger();
          const shape = { ...contacts, copy: newId() };
          const searched = await store.open<ContactDocument>(shape);
          for (const [i, { account, contact }] of all.entries()) {
            received(ledger, contact, account);
            await store.commit([changesAt(searched, i + 1, Object.fromEntries(documentsOf(contacts, ledger.log)))]);
          }
          const entries = [...documentsOf(contacts, ledger.log).values()].filter((entry) => entry.kind === 'contact');
          const names = all.flatMap(({ contact: { name = '' } }) => [name, name.slice(0, 2)]);
          for (const one of [...texts, ...names]) {
            const searches = searchesFor(one);
            if (searches === null) continue;
            const goesByIt = entries.filter(
              (entry) =>
                entry.account === 'acme' &&
                beginningsOf(entry).some((beginning) => searches.some((search) => beginning.startsWith(search))),
            );
            const found = await findContacts(searched, 'acme', one);
            expect([one, found.toSorted()]).toEqual([one, goesByIt.map(({ contactId }) => contactId).toSorted()]);
          }
          await store.drop(shape);
        },
      ),
      tried(60),
    );
  });
});
