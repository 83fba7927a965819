import fc from 'fast-check';
import { excerpt, jsonBytes } from '../../src/kernel/json-size';
import { tried } from '../properties';

describe('an excerpt', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['one more than ten', 10, 'one more t…'],
    ['"""""', 5, '"""""'],
    ['\u0001\u0001\u0001\u0001', 4, '\u0001…'],
    ['漢字漢字', 4, '漢字…'],
    ['abc😀', 4, 'abc…'],
    ['', 0, ''],
  ])('of %j in %d characters is %j', (text, max, expected) => {
    expect(excerpt(text, max)).toBe(expected);
  });

  it('is a beginning of the text, of at most two bytes for each character it may have, and the sign that it goes on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, max) => {
        const short = excerpt(text, max);
        expect(short === text || (short.endsWith('…') && text.startsWith(short.slice(0, -1)))).toBe(true);
        expect(jsonBytes(short)).toBeLessThanOrEqual(2 * max + '""…'.length + 2);
      }),
      tried(500),
    );
  });
});
