import type { FastifyRequest } from 'fastify';
import fc from 'fast-check';
import { parseJsonBody } from '../../../src/http/server/json-body';
import { faultsOf } from '../../kernel/faults-of';

/** The body that a request is given, or the refusal. */
function parse(text: string | Buffer): unknown {
  let parsed: unknown;
  parseJsonBody({} as FastifyRequest, Buffer.from(text), (error, body) => {
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
