import { contacts } from '../../projections/contacts';
import { searchKey } from '../../projections/search-text';
import type { Contact } from '../../src/domain/contact/contact';
import { hashId } from '../../src/kernel/ids';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

describe('contacts', () => {
  let ledger: Ledger;
  const shown = (account = 'acme') => documentsOf(contacts, ledger.log).get(hashId('contact', account, 'ana'));
  const received = (contact: Contact): void => {
    const told = { eventId: 'e-1', eventType: 'estimate.sent', contactId: contact.id, data: {}, candidates: [] };
    ledger.append('acme', 'event-e1', { type: 'EventReceived', data: { ...told, contact } });
  };

  beforeEach(() => {
    ledger = new Ledger();
  });

  it('finds a contact by name, email and phone in lower case', () => {
    received({ id: 'ana', name: 'Ana Ruiz', email: 'Ana@Example.com', phone: '+34600000001' });
    expect(shown()).toEqual({
      account: 'acme',
      contactId: 'ana',
      name: 'Ana Ruiz',
      email: 'Ana@Example.com',
      phone: '+34600000001',
      byName: searchKey('ana ruiz', 'ana'),
      byEmail: searchKey('ana@example.com', 'ana'),
      byPhone: searchKey('+34600000001', 'ana'),
    });
  });

  it('is in no index by what it does not have', () => {
    received({ id: 'ana', name: 'Ana' });
    expect(shown()).toMatchObject({ byName: searchKey('ana', 'ana'), byEmail: null, byPhone: null });
  });

  it('is found by the beginning of a long name, which it keeps as it is', () => {
    const name = 'Ana'.repeat(10_000);
    received({ id: 'ana', name });
    expect(shown()).toMatchObject({ name, byName: searchKey(name.slice(0, 320), 'ana') });
  });

  it('takes the latest, and keeps what that leaves out', () => {
    received({ id: 'ana', name: 'Ana', phone: '+34600000001' });
    received({ id: 'ana', name: 'Ana Ruiz' });
    expect(shown()).toMatchObject({ byName: searchKey('ana ruiz', 'ana'), byPhone: searchKey('+34600000001', 'ana') });
  });

  it('is the same document when there is nothing new', () => {
    const run = new RunStory(ledger);
    run.enrolls();
    run.starts();
    const [enrolled, started] = ledger.log;
    if (enrolled === undefined || started === undefined) throw new Error('the story has two events');
    const entry = contacts.fold(null, enrolled, 'key');
    expect(contacts.fold(entry, started, 'key')).toBe(entry);
  });

  it('tells the contacts of two accounts apart by more than their id', () => {
    new RunStory(ledger, { contactId: 'ana' }, 'acme').enrolls();
    new RunStory(ledger, { contactId: 'ana' }, 'globex').enrolls();
    expect(shown('acme')?.name).toBe('ana of acme');
    expect(shown('globex')?.name).toBe('ana of globex');
  });
});
