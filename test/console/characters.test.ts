import { characterInWords } from '../../console/src/words/characters';

test.each(['☎', '’', 'ç', '—', '👍', '🇪', '`', '日', '…', '\u0660'])('%s is shown', (character) => {
  expect(characterInWords(character)).toBe(`“${character}”`);
});

test.each([
  ['\u00a0', 'U+00A0'],
  ['\t', 'U+0009'],
  ['\u200b', 'U+200B'],
  ['\u0000', 'U+0000'],
  ['\u0301', 'U+0301'],
  ['\ufe0f', 'U+FE0F'],
  ['\u2028', 'U+2028'],
  ['\ud83d', 'U+D83D'],
  ['\u{e0041}', 'U+E0041'],
])('%j shows nothing, and is told by its number', (character, name) => {
  expect(characterInWords(character)).toBe(`${name}, which cannot be seen`);
});
