import type { FastifyRequest } from 'fastify';
import fc from 'fast-check';
import { parseJsonBody } from '../../../src/http/server/json-body';
import { faultsOf } from '../../kernel/faults-of';

/** The body that a request is given, or the refusal. */
function parse(text: string | Buffer): unknown {
  let parsed: unknown;
  parseJsonBody({ headers: {}, routeOptions: { config: {} } } as FastifyRequest, Buffer.from(text), (error, body) => {
    if (error !== null) throw error;
    parsed = body;
  });
  return parsed;
}

const lists = (depth: number, inside = ''): string => '['.repeat(depth) + inside + ']'.repeat(depth);
const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

describe('a JSON body', () => {
  it('is what it says', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['{"data":{"id":9007199254740993}}', 'data.id'],
    ['{"data":{"id":-12345678901234567890}}', 'data.id'],
    ['{"a":"x","b":[1,{"c d":[2, 123456789012345678]}]}', 'b[1]["c d"][1]'],
    ['{"a":1e999}', 'a'],
    ['{"a":[{},-1E+400]}', 'a[1]'],
    ['{"a":{"b":1},"c":1e-400}', 'c'],
    ['{"a":0.000001e-320}', 'a'],
    ['{"a":9007199254740993.0}', 'a'],
    ['{"a":1234567890123456789e3}', 'a'],
    ['{"a":0.1234567890123456789}', 'a'],
    ['{"a":[19.99,3.14159265358979323846]}', 'a[1]'],
    ['{"data":{"total":123456789012345.6789}}', 'data.total'],
    ['{"a":3e-324}', 'a'],
    ['{"a":"1e999","b":"\\"1e999","\\"c":1e999}', '["\\"c"]'],
    ['[[],[[12345678901234567]]]', '[1][0][0]'],
    ['12345678901234567', ''],
    ['{"contact":{"id":"c-1","\u00fc":9007199254740993}}', 'contact["\u00fc"]'],
  ])('has no number that would be kept as another: %s', (text, path) => {
    expect(faultsOf(() => parse(text))).toEqual([
      `${path}: is a number that cannot be kept as it is: send it as a text`,
    ]);
  });

  it('tells of twenty of them', () => {
    expect(faultsOf(() => parse(`{"a":[${Array(50).fill('1e999').join(',')}]}`))).toHaveLength(20);
  });

  it.each([
    '{"a":9007199254740991,"b":-9007199254740991}',
    '{"a":9007199254740992}',
    '{"a":1e21,"b":1.5E+300,"c":1e-7,"d":5e-324,"e":1.7976931348623157e308}',
    '{"a":0e999,"b":0.0e-999,"c":-0}',
    '{"a":100000000000000000000,"b":0.30000000000000004,"c":0.10000000000000001}',
    '{"a":"9007199254740993","b":["1e999"],"9007199254740993":1}',
    '"12345678901234567890, 1e999"',
  ])('has any other: %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('keeps every number as it writes it itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), (a, b) => {
        const text = JSON.stringify({ a, b: [b] });
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is undefined when there is none', () => {
    expect(parse('')).toBeUndefined();
  });

  it.each(['{', '{"a":1,}', "{'a':1}", 'undefined', 'NaN', ' ', '\uFEFF{}', '{"a":1}{}'])('is not %j', (text) => {
    expect(faultsOf(() => parse(text))).toEqual([': is not valid JSON']);
  });

  it('is at most 32 objects and lists deep', () => {
    for (const text of [lists(32), lists(32, '1'), objects(32)]) expect(faultsOf(() => parse(text))).toEqual([]);
    for (const text of [lists(33), lists(33, '1'), objects(33), lists(100_000)])
      expect(faultsOf(() => parse(text))).toEqual([': is nested more than 32 deep']);
  });

  it.each(['{"__proto__":{}}', '{"a":[{"__proto__":1}]}', '{"\\u005f_proto__":1}'])(
    'does not reach for a prototype: %s',
    (text) => {
      expect(faultsOf(() => parse(text))).toEqual([': has a field named __proto__']);
    },
  );
});
