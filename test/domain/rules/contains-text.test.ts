import fc from 'fast-check';
import { containsText } from '../../../src/domain/rules/contains-text';
import { tried } from '../../properties';

describe('a text that contains another', () => {
  it('is told as the language tells it, however the texts repeat themselves', () => {
    const repeating = fc
      .tuple(fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '😀'), maxLength: 6 }), fc.nat(60))
      .map(([part, times]) => part.repeat(times));
    const texts = fc.array(repeating, { maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, texts, texts, fc.nat(500), fc.nat(500), (before, sought, after, from, length) => {
        const text = before + sought + after;
        expect(containsText(text, sought)).toBe(true);
        expect(containsText(text, text.slice(from, from + length))).toBe(true);
        expect(containsText(before + after, sought)).toBe((before + after).includes(sought));
      }),
      tried(500),
    );
  });

  it('is told soon also of texts that nearly match everywhere', () => {
    const from = performance.now();
    const half = 'a'.repeat(60_000);
    expect(containsText('a'.repeat(250_000), `${half}b${half}`)).toBe(false);
    expect(performance.now() - from).toBeLessThan(1_000);
  });
});
