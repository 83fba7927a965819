import fc from 'fast-check';
import type { Json } from '../../src/kernel/message';

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
/** What code is known to trip over. */
const awkward = fc.constantFrom<Json>(
  null,
  '',
  0,
  -0,
  -1,
  1e308,
  2 ** 53,
  [],
  {},
  '\u0000',
  '\ud800',
  '𝒳',
  '{{',
  '{{ contact',
  '{% for i in (1..9) %}x{% endfor %}',
  '{{ contact.constructor }}',
  '{{ data | unknown }}',
  'P400D',
  'P401D',
  '-PT24H',
  'PT0S',
  '2026-02-30',
  '+999',
  'https://',
  'https://[::1]/',
  'UTC',
  'Europe/Madrid',
  'toString',
  '__proto__',
  'data.__proto__.x',
  'a'.repeat(5_000),
  [[[[]]]],
  { all: [] },
  { not: { any: [] } },
);
export const value = fc.oneof(json, awkward);

/** A valid request with some of its values exchanged, taken away, or joined by others. */
export const changed = (valid: Json): fc.Arbitrary<Json> =>
  fc
    .array(fc.tuple(fc.nat(), fc.oneof(value, fc.constant(undefined))), { minLength: 1, maxLength: 3 })
    .map((changes) => {
      let body = valid;
      for (const [place, instead] of changes) body = withChange(body, place, instead);
      return body;
    });

/** Exchanges the value at one of the places of a JSON value, counted depth first. */
function withChange(body: Json, place: number, instead: Json | undefined): Json {
  const target = place % placesIn(body);
  let at = -1;
  const copy = (one: Json): Json | undefined => {
    at += 1;
    if (at === target) return instead;
    if (Array.isArray(one)) return one.map(copy).filter((item) => item !== undefined);
    if (typeof one !== 'object' || one === null) return one;
    const fields = Object.entries(one).map(([name, field]) => [name, copy(field)] as const);
    return Object.fromEntries(fields.filter((field): field is readonly [string, Json] => field[1] !== undefined));
  };
  return copy(body) ?? null;
}

const placesIn = (body: Json): number =>
  typeof body === 'object' && body !== null
    ? Object.values(body).reduce((sum: number, one) => sum + placesIn(one), 1)
    : 1;
