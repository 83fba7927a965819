import fc from 'fast-check';
import { hashId, uuidFrom } from '../../src/kernel/ids';
import { positionFrom, positionToBigInt } from '../../src/kernel/message';

describe('ids', () => {
  it('makes the same valid UUID of the same parts', () => {
    const id = uuidFrom('workflow', 'w-1');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidFrom('workflow', 'w-1')).toBe(id);
  });

  it('tells lists apart that join to the same text', () => {
    expect(hashId('a', 'bc')).not.toBe(hashId('ab', 'c'));
    expect(hashId('a,b')).not.toBe(hashId('a', 'b'));
  });
});

describe('positions', () => {
  it('compare as text in the order of their numbers', () => {
    const place = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(fc.property(place, place, (a, b) => positionFrom(a) < positionFrom(b) === a < b));
  });

  it('survive the way to text and back', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (n) => positionToBigInt(positionFrom(n)) === n));
  });
});
