import fc from 'fast-check';
import { parseContact, parseData } from '../../../src/domain/contact/contact';
import { InvalidRequest } from '../../../src/kernel/errors';
import { faultsOf, refusesEach } from '../../kernel/faults-of';

const ana = { id: 'ana' };

describe('a contact', () => {
  it.each([
    [ana],
    [{ ...ana, name: '', email: '', timezone: 'Asia/Kathmandu' }],
    [{ ...ana, email: 'not checked' }],
    [{ ...ana, name: 'x'.repeat(100_000), email: 'x'.repeat(100_000) }],
    [{ ...ana, phone: '+123' }],
    [{ ...ana, phone: '+123456789012345' }],
    [{ ...ana, phone: '(555) 010-0000 ext. 5, or not at all' }],
    [{ ...ana, phone: '' }],
    [{ ...ana, phone: 'x'.repeat(40) }],
    [{ ...ana, tags: ['vip'], address: { city: 'Berlin', geo: [52.5, 13.4] }, score: null }],
    [{ id: 'A-z_9.:@+' }],
    [{ id: 'x'.repeat(128) }],
  ])('may be %j', (contact) => {
    expect(parseContact(contact)).toEqual(contact);
  });

  refusesEach(parseContact, [
    [undefined, 'contact: must be an object'],
    [null, 'contact: must be an object'],
    ['ana', 'contact: must be an object'],
    [[ana], 'contact: must be an object'],
    [{ name: 'Ana' }, 'contact.id: is required'],
    [{ id: 7 }, 'contact.id: must be a string'],
    [{ id: '' }, 'contact.id: must not be empty'],
    [{ id: 'a/b' }, 'contact.id: has a character that ids cannot have'],
    [{ id: 'ana ' }, 'contact.id: has a character that ids cannot have'],
    [{ id: 'ana\n' }, 'contact.id: has a character that ids cannot have'],
    [{ id: 'x'.repeat(129) }, 'contact.id: must have at most 128 characters'],
    [{ ...ana, name: {} }, 'contact.name: must be a string'],
    [{ ...ana, email: ['a@b.c'] }, 'contact.email: must be a string'],
    ...[-1, 1.5, 1e21, true, {}, ['+15550100000']].map(
      (phone) => [{ ...ana, phone }, 'contact.phone: must be a string'] as const,
    ),
    [{ ...ana, phone: '1'.repeat(41) }, 'contact.phone: must have at most 40 characters'],
  ]);

  it('has no name, email, phone or time zone when that is null, but keeps a null of its own', () => {
    const nothing = { name: null, email: null, phone: null, timezone: null, score: null };
    expect(parseContact({ ...ana, ...nothing })).toEqual({ ...ana, score: null });
  });

  it.each([
    ...['Europe/Madrid', ' europe/madrid ', 'PST', '', '+01:00', 'Mars/Phobos', 'x'.repeat(100_000)],
    ...[1, 1.5, true, {}, ['UTC']],
  ])('has the time zone that was written, also when it is none: %j', (timezone) => {
    expect(parseContact({ ...ana, timezone })).toEqual({ ...ana, timezone });
  });

  it('has a phone that came as a number in digits', () => {
    expect(parseContact({ ...ana, phone: 600000000 })).toEqual({ ...ana, phone: '600000000' });
  });

  it('is refused with all its faults at once, under the path it was found at', () => {
    expect(faultsOf(() => parseContact({ phone: false, timezone: 5 }, 'event.contact'))).toEqual([
      'event.contact.id: is required',
      'event.contact.phone: must be a string',
    ]);
  });

  it('shares nothing with the input it is read from', () => {
    const input = { ...ana, address: { city: 'Berlin' } };
    const contact = parseContact(input);
    input.address.city = 'Bonn';
    expect(contact).toEqual({ ...ana, address: { city: 'Berlin' } });
  });

  it('never becomes what a field is named after', () => {
    const contact = parseContact(JSON.parse('{"id":"ana","__proto__":{"phone":"+123"},"constructor":1}'));
    expect(contact.phone).toBeUndefined();
    expect(Object.getPrototypeOf(contact)).toBe(Object.prototype);
  });
});

describe('the data of an event', () => {
  it('is empty when there is none', () => {
    expect(parseData(undefined)).toEqual({});
  });

  refusesEach(parseData, [
    [null, 'data: must be an object'],
    [[], 'data: must be an object'],
    ['x', 'data: must be an object'],
  ]);

  it('is any object, kept as it is', () => {
    const objects = fc.dictionary(
      fc.string(),
      fc.json().map((text): unknown => JSON.parse(text)),
    );
    fc.assert(
      fc.property(objects, (data) => {
        expect(JSON.stringify(parseData(data))).toBe(JSON.stringify(data));
      }),
    );
  });
});

describe('contact and data', () => {
  it('are refused as invalid, whatever JSON they are', () => {
    const json = fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text));
    fc.assert(
      fc.property(fc.oneof(json, fc.record({ id: json, name: json, phone: json }, { requiredKeys: [] })), (input) => {
        for (const parse of [parseContact, parseData])
          try {
            parse(input);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidRequest);
          }
      }),
    );
  });
});
