import fc from 'fast-check';
import { eventTypes } from '../../projections/event-types';
import { isFieldPath } from '../../src/domain/rules/field-path';
import type { JsonObject } from '../../src/kernel/message';
import { Ledger } from '../histories/ledger';
import { documentsOf } from './folding';

let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger();
});

let received = 0;
function receive(data: JsonObject, eventType = 'estimate.sent', account = 'acme', contact: JsonObject = {}): void {
  const eventId = `e-${received++}`;
  const told = { eventId, eventType, contactId: 'ana', contact: { id: 'ana', ...contact }, data, candidates: [] };
  ledger.append(account, `event-${eventId}`, { type: 'EventReceived', data: told });
}
const folded = () => [...documentsOf(eventTypes, ledger.log).values()];
const fields = () => folded()[0]?.fields;

/** An object in an object, so many. */
const nested = (depth: number): JsonObject => (depth === 0 ? { end: 1 } : { a: nested(depth - 1) });
const many = (count: number, prefix = 'f'): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i]));

describe('the types of events', () => {
  it('are counted by account, with when each came last', () => {
    receive({});
    receive({});
    receive({}, 'appointment.booked');
    receive({}, 'estimate.sent', 'globex');
    const told = folded().map(({ account, type, count }) => [account, type, count]);
    expect(told).toEqual([
      ['acme', 'estimate.sent', 2],
      ['acme', 'appointment.booked', 1],
      ['globex', 'estimate.sent', 1],
    ]);
    expect(folded()[0]?.lastAt).toBe(ledger.log[1]?.metadata.at);
  });

  it('have the fields that came, those of the latest event first, and none of their values', () => {
    receive({ estimate: { total: 80, lines: [{ name: 'secret' }] }, paid: null });
    receive({ estimate: { total: 'secret', number: 7 } }, undefined, undefined, {
      name: 'secret',
      address: { city: '' },
    });
    expect(fields()).toEqual([
      'contact.id',
      'contact.name',
      'contact.address.city',
      'data.estimate.total',
      'data.estimate.number',
      'data.paid',
      'data.estimate.lines',
    ]);
    expect(JSON.stringify(folded())).not.toContain('secret');
  });

  it.each<readonly [string, JsonObject, readonly string[]]>([
    ['an empty object', { a: {} }, []],
    ['an empty list', { a: [] }, ['data.a']],
    ['a name with a dot', { 'a.b': 1, c: 2 }, ['data.c']],
    ['an empty name', { '': 1 }, []],
    ['a name of a prototype', { constructor: 1, toString: 2 }, ['data.constructor', 'data.toString']],
    ['a name in another script', { цена: 1 }, ['data.цена']],
    ['a name with braces', { '{{x}}': 1, '<b>': 2 }, []],
    ['a long name', { ['n'.repeat(101)]: 1, b: 1 }, ['data.b']],
    ['six names below its root', { deep: nested(4) }, ['data.deep.a.a.a.a.end']],
    ['seven of them', { deep: nested(5), near: 1 }, ['data.near']],
  ])('leave out what no field can be named by: %s', (_, data, expected) => {
    receive(data);
    expect(fields()?.filter((path) => path.startsWith('data.'))).toEqual(expected);
  });

  it('forget what has not come for long before what came lately', () => {
    receive(many(150, 'old'));
    receive(many(150, 'new'));
    expect(fields()).toHaveLength(200);
    expect(fields()).toEqual(expect.arrayContaining(Object.keys(many(150, 'new')).map((name) => `data.${name}`)));
  });

  it('stay small whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 9 }), { maxLength: 5 }), (values) => {
        ledger = new Ledger();
        for (const value of values) receive({ value, ...many(1_500) } as JsonObject);
        for (const { fields: paths } of folded()) {
          expect(paths.length).toBeLessThanOrEqual(200);
          expect(paths.filter((path) => !isFieldPath(path) || path.length > 100)).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
