import fc from 'fast-check';
import { canonicalJson } from '../../src/kernel/canonical-json';
import { tried } from '../properties';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, shuffled(inner)] as const);
  return Object.fromEntries(fields.reverse());
};

it('is the same for every order of keys, and for nothing else', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
      expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      const same = canonicalJson(value) === canonicalJson(other);
      if (same) expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(other)));
    }),
    tried(300),
  );
});
