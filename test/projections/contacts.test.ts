import { contactKey, contacts } from '../../projections/contacts';
import type { ContactEntry } from '../../projections/contacts';
import type { Contact } from '../../src/domain/contact/contact';
import type { ContactEvent } from '../../src/domain/contact/events';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

describe('contacts', () => {
  let ledger: Ledger;
  const documents = () => documentsOf(contacts, ledger.log);
  const shown = (account = 'acme') => documents().get(contactKey(account, 'ana')) as ContactEntry | undefined;
  const beginnings = () => [...(shown()?.beginnings ?? [])].sort();
  const received = (contact: Contact): void => {
    const told = { eventId: 'e-1', eventType: 'estimate.sent', contactId: contact.id, data: {}, candidates: [] };
    ledger.append('acme', 'event-e1', { type: 'EventReceived', data: { ...told, contact } });
  };
  const says = (type: ContactEvent['type'], source?: string): void => {
    const data = { contactId: 'ana', channel: 'sms' as const, ...(source === undefined ? {} : { source }) };
    ledger.append('acme', 'contact-ana', { type, data });
  };

  beforeEach(() => {
    ledger = new Ledger();
  });

  it('are kept as they were told, and found by each word of the name, by email and by phone', () => {
    received({
      id: 'ana',
      name: 'Ana Ruíz',
      email: 'Ana@Example.com',
      phone: '+34600000001',
      timezone: 'Europe/Madrid',
    });
    const { beginnings: found, ...told } = shown() ?? {};
    expect(told).toEqual({
      kind: 'contact',
      account: 'acme',
      contactId: 'ana',
      name: 'Ana Ruíz',
      email: 'Ana@Example.com',
      phone: '+34600000001',
      timezone: 'Europe/Madrid',
      optOuts: [],
      optOutChanges: [],
    });
    expect(found).toEqual(['nana ruiz', 'nruiz', 'eana@example.com', 'p34600000001', 't600000001']);
  });

  it('are found by nothing that they do not have', () => {
    received({ id: 'ana', name: 'Ana', email: ' ', phone: '' });
    expect(beginnings()).toEqual(['nana']);
    expect(shown()).toMatchObject({ email: null, phone: null });
  });

  it('are found by the beginning of a long name, which is kept as it is', () => {
    const name = 'Ana'.repeat(10_000);
    received({ id: 'ana', name });
    expect(shown()).toMatchObject({ name });
    expect(beginnings()).toEqual([`n${'ana'.repeat(21)}`]);
  });

  it('take the latest, and keep what that leaves out', () => {
    received({ id: 'ana', name: 'Ana', phone: '+34600000001' });
    received({ id: 'ana', name: 'Ana Ruiz' });
    expect(shown()).toMatchObject({ name: 'Ana Ruiz', phone: '+34600000001' });
  });

  it('are found by what they have now, and no more by what they had', () => {
    received({ id: 'ana', name: 'Ana', phone: '+34600000001' });
    received({ id: 'ana', name: 'Berta' });
    expect(beginnings()).toEqual(['nberta', 'p34600000001', 't600000001']);
  });

  it('are the same documents when there is nothing new', () => {
    const run = new RunStory(ledger);
    run.enrolls();
    run.starts();
    const started = ledger.log[1];
    if (started === undefined) throw new Error('the story has two events');
    for (const touched of contacts.keys(started)) {
      const document = contacts.fold(null, started, touched);
      expect(contacts.fold(document, started, touched)).toBe(document);
    }
  });

  it('tell since when and by whom a channel is closed, until it is opened again', () => {
    says('ContactOptedOut', 'manager:1');
    const at = ledger.log[0]?.metadata.at;
    expect(shown()).toMatchObject({ name: null, optOuts: [{ channel: 'sms', since: at, source: 'manager:1' }] });
    expect(shown()?.optOuts[0]?.by).toBe(ledger.log[0]?.metadata.actor);
    received({ id: 'ana', name: 'Ana' });
    expect(shown()).toMatchObject({ name: 'Ana', optOuts: [{ channel: 'sms' }] });
    says('ContactOptedIn');
    expect(shown()).toMatchObject({ name: 'Ana', optOuts: [] });
  });

  it('remember the last twenty times that a channel was closed or opened, the newest first', () => {
    says('ContactOptedOut', 'manager:1');
    says('ContactOptedIn', 'manager:2');
    const by = ledger.log[0]?.metadata.actor;
    expect(shown()?.optOutChanges).toMatchObject([
      { channel: 'sms', change: 'in', source: 'manager:2', by },
      { channel: 'sms', change: 'out', source: 'manager:1', by },
    ]);
    for (let n = 0; n < 20; n += 1) says(n % 2 === 0 ? 'ContactOptedOut' : 'ContactOptedIn', `manager:${n}`);
    expect(shown()?.optOutChanges.map(({ source }) => source)).toEqual(
      Array.from({ length: 20 }, (_, n) => `manager:${19 - n}`),
    );
  });

  it('of older events were closed by the actor of the event', () => {
    says('ContactOptedOut');
    expect(shown()?.optOuts).toMatchObject([{ source: ledger.log[0]?.metadata.actor }]);
  });

  it('of two accounts are told apart by more than their id', () => {
    for (const account of ['acme', 'globex']) {
      const run = new RunStory(ledger, { contactId: 'ana' }, account);
      run.enrolls();
      run.starts();
    }
    expect(shown('acme')?.name).toBe('ana of acme');
    expect(shown('globex')?.name).toBe('ana of globex');
  });
});
