import fc from 'fast-check';
import { START, isPosition, latest, placesBetween, positionFrom, positionToBigInt } from '../../src/kernel/message';

const places = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });

describe('a position', () => {
  it('compares as text in the order of the log', () => {
    fc.assert(fc.property(places, places, (a, b) => positionFrom(a) < positionFrom(b) === a < b));
  });

  it('survives the way to text and back', () => {
    fc.assert(fc.property(places, (n) => isPosition(positionFrom(n)) && positionToBigInt(positionFrom(n)) === n));
  });

  it('is behind the start, which is before the first event', () => {
    fc.assert(fc.property(places, (n) => START < positionFrom(n) && positionToBigInt(START) < n));
    expect(isPosition(START)).toBe(false);
  });

  it.each([
    '0',
    '8000000000000000',
    'f'.repeat(16),
    '00000000000000FF',
    '00000000000000fg',
    '000000000000000ff',
    '00000000000000f\n',
    ' 0000000000000ff',
  ])('is not %j', (text) => {
    expect(isPosition(text)).toBe(false);
  });

  it('is so many places before another as a number tells exactly, and never told to be more', () => {
    fc.assert(
      fc.property(places, places, (a, b) => {
        const apart = b < a ? 0n : b - a;
        const told = BigInt(placesBetween(positionFrom(a), positionFrom(b)));
        expect(told).toBe(apart < 2n ** 53n ? apart : 2n ** 53n - 1n);
      }),
    );
    expect(placesBetween(START, positionFrom(0))).toBe(1);
  });

  it('is the later of two', () => {
    fc.assert(
      fc.property(places, places, (a, b) => {
        expect(latest(positionFrom(a), positionFrom(b))).toBe(positionFrom(a > b ? a : b));
        expect(latest(START, positionFrom(a))).toBe(positionFrom(a));
      }),
    );
  });
});
