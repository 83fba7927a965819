import * as fc from 'fast-check';
import { Recent } from '../../src/kernel/recent';

describe('what was used lately', () => {
  it('is the last so many keys at least, each with what it was set to last', () => {
    const uses = fc.array(fc.record({ key: fc.nat(12), isSet: fc.boolean() }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), uses, (capacity, all) => {
        const recent = new Recent<number, number>(capacity);
        const values = new Map<number, number>();
        let used: readonly number[] = [];
        for (const [i, { key, isSet }] of all.entries()) {
          if (isSet) {
            recent.set(key, i);
            values.set(key, i);
          }
          const known = recent.get(key);
          if (used.slice(0, capacity).includes(key) || isSet) expect(known).toBe(values.get(key));
          if (known !== undefined) used = [key, ...used.filter((other) => other !== key)];
        }
      }),
    );
  });

  it('is twice as many keys at most', () => {
    const recent = new Recent<number, number>(10);
    for (let key = 0; key < 1_000; key++) recent.set(key, key);
    const kept = Array.from({ length: 1_000 }, (_, key) => key).filter((key) => recent.get(key) !== undefined);
    expect(kept.every((key) => key >= 980)).toBe(true);
  });

  it('has nothing of a key that was deleted', () => {
    const recent = new Recent<string, number>(2);
    for (const key of ['a', 'b', 'c', 'a']) recent.set(key, 1);
    recent.delete('a');
    expect(recent.get('a')).toBeUndefined();
    expect(recent.get('c')).toBe(1);
  });
});
