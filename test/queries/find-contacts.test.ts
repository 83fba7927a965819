import { contacts } from '../../projections/contacts';
import type { ContactDocument } from '../../projections/contacts';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import type { ReadModel } from '../../src/ports/read-store';
import { findContacts } from '../../src/queries/find-contacts';
import { changesAt } from '../contracts/read-store/sample-model';
import { Ledger } from '../histories/ledger';
import { documentsOf } from '../projections/folding';

/** Longer than what an index holds of a name. */
const TRAIN = 'Passenger of the night train from Vienna to Venice, by way of Villach, seat';

const received = (ledger: Ledger, id: string, name: string): void => {
  const about = { eventId: `e-${id}`, eventType: 'booked', contactId: id, data: {}, candidates: [] };
  ledger.append('acme', `event-${id}`, { type: 'EventReceived', data: { ...about, contact: { id, name } } });
};

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
    for (let seat = 1; seat <= many; seat++) received(ledger, `p-${seat}`, `${TRAIN} ${seat}`);
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
});
