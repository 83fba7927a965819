import fc from 'fast-check';
import { folded, searchKey } from '../../projections/search-text';
import { tried } from '../properties';

const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom('A', 'a', 'Σ', 'σ', 'ς', 'ß', 'ẞ', 'İ', 'ı', 'ǅ', 'ﬁ', '|', '\0', '\u0001', ' ', '1'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  ),
});
const ids = fc.stringMatching(/^[A-Za-z0-9\-_.:@+]{1,128}$/);

const finds = (search: string, name: string, id = 'c-1'): boolean => searchKey(name, id).startsWith(folded(search));

describe('a search', () => {
  it.each([
    ['ΑΣ', 'ΑΣzz'],
    ['ας', 'ΑΣzz'],
    ['νικος', 'ΝΙΚΟΣ Παππάς'],
    ['STRASS', 'Straße 1'],
    ['straß', 'STRASSE 1'],
    ['ana\tl', 'Ana López'],
  ])('for %j finds %j', (search, name) => {
    expect(finds(search, name)).toBe(true);
  });

  it('finds every beginning of a text, in either case, and whatever follows it', () => {
    fc.assert(
      fc.property(texts, texts, (begin, rest) => {
        for (const search of [begin, begin.toLowerCase(), begin.toUpperCase()])
          expect(finds(search, begin + rest)).toBe(true);
      }),
      tried(500),
    );
  });

  it('finds nothing but beginnings, whatever the id is', () => {
    fc.assert(
      fc.property(texts, texts, ids, (search, name, id) => {
        expect(finds(search, name, id)).toBe(folded(name).startsWith(folded(search)));
        expect(finds(`${name}|${id}`, name, id)).toBe(false);
        expect(finds(`${name}\u0001${id}`, name, id)).toBe(false);
      }),
      tried(500),
    );
  });

  it('is of the first 320 characters of a text', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'ß', 'İ', '😀'), (letter) => {
        const long = letter.repeat(100_000);
        expect(finds(letter.repeat(320), long)).toBe(true);
        expect(searchKey(long, 'c-1').length).toBeLessThan(1_000);
      }),
    );
  });
});
