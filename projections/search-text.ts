/**
 * How a contact is searched.
 *
 * folded:    a text without case, accents and ways of writing, so that it compares
 * beginning: what a search may begin with: a name from each of its words on, an email, a phone's digits; a letter before it
 *            says which of them
 * search:    the beginnings that a searcher may have meant, folded likewise
 */

/** Characters of a name or an email that are searched, the places in it where a search may begin, and units in an index. */
const MAX_SEARCHED = 320;
const MAX_BEGINNINGS = 64;
const MAX_INDEXED = 64;

const CONTROL = /[\p{Cc}\p{Cs}]/gu;
/** Accents, vowel signs that are left out at will, marks that nobody sees. The voicing marks of kana make other letters. */
const MARKS =
  /(?![\u3099\u309a])(?=\p{Mn})[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]|\p{Cf}|\u0640/gu;

/** Letters that Unicode does not take apart, and the same letter of two keyboards. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ...pairs('ø o  ł l  đ d  ð d  þ th  æ ae  œ oe  ħ h  ŧ t  ŋ n  ĸ k  ɨ i  ƶ z  ɓ b  ɗ d  ƙ k  ƴ y'),
  ...pairs('ٱ ا  ى ي  ی ي  ک ك  ة ه'),
  ...[0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x1040, 0x17e0].flatMap((zero) =>
    Array.from('0123456789', (digit, i): [string, string] => [String.fromCodePoint(zero + i), digit]),
  ),
]);

function pairs(text: string): [string, string][] {
  return text.split('  ').map((pair) => pair.split(' ') as [string, string]);
}

/** What case alone makes different. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Letter by letter, whatever stands beside it (`Σ` is not `ς` at the end of a word); `ß` is `ss`, as in capitals. */
export const folded = (text: string): string => (PLAIN.test(text) ? text.toLowerCase() : foldedByLetter(text));

const foldedByLetter = (text: string): string =>
  Array.from(text.normalize('NFKD').replace(MARKS, '').replace(CONTROL, ' '), (letter) => {
    const small = letter.toLowerCase().toUpperCase().toLowerCase();
    return LETTERS.get(small) ?? small;
  }).join('');

const JOINT = String.raw`(?<=[\p{L}\p{M}\p{N}])`;
const APOSTROPHES = new RegExp(`${JOINT}['’‘ʹ-ʿ\`´.·](?=[\\p{L}\\p{N}])`, 'gu');
const HYPHENS = new RegExp(`${JOINT}\\p{Pd}(?=[\\p{L}\\p{N}])`, 'gu');
/** What stands between words. A `%` or `_` is none: what is typed so is meant so. */
const SEPARATORS = /[\p{Z}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Cc}\p{Cs}\p{Sk}'"´.·,;:/&ʹ-ʿ،、・]+/gu;

/** `O'Brien-Smith` is also written `OBrien Smith` and `OBrienSmith`. A separator at the end says that a word follows. */
const asWords = (name: string): readonly string[] => {
  const joined = name.replace(APOSTROPHES, '');
  const texts = new Set([name, joined, joined.replace(HYPHENS, '')]);
  const words = Array.from(texts, (text) => folded(text.replace(SEPARATORS, ' ').trimStart()));
  return [...new Set(words)];
};

/** In scripts that are written without spaces, each character begins a word; a Korean syllable begins with its consonant. */
const WORD_START =
  /(?<=^| )[^ ]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u1100-\u115f]|(?=\p{L})[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/gu;
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]$/u;

const wordsOf = (name: string): readonly string[] =>
  asWords(start(name.trim())).flatMap((text) =>
    Array.from(text.matchAll(WORD_START), ({ index }) => `n${text.slice(index)}`),
  );

/** An email from its beginning, and from each word of its local part. */
const emailsOf = (email: string): readonly string[] => {
  const text = folded(start(email.trim()));
  return Array.from(text.matchAll(/^.|(?<=[._+-])[^._+\-@](?=.*@)/gsu), ({ index }) => `e${text.slice(index)}`);
};

/** Of E.164: country codes of one, of two and of three digits, and the prefixes before a national number that are not 0. */
const COUNTRY_CODE = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;
const TRUNK_PREFIX: Readonly<Record<string, string>> = { '7': '8', '36': '06' };

/** `p`: all its digits; `t`: those that are dialled within a country. */
const phonesOf = (phone: string): readonly string[] => {
  const digits = folded(phone).replace(/\D/g, '');
  if (!phone.startsWith('+')) return [`p${digits}`, `t${withoutZeros(digits)}`];
  const code = COUNTRY_CODE.exec(digits)?.[0] ?? '';
  const national = digits.slice(code.length);
  const prefix = TRUNK_PREFIX[code];
  return [
    `p${digits}`,
    `t${withoutZeros(national)}`,
    ...(prefix === undefined ? [] : [`t${withoutZeros(prefix + national)}`]),
  ];
};

const withoutZeros = (digits: string): string => digits.replace(/^0+/, '');

export interface Searched {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** Every beginning by which a contact is found, at most so many of each kind. */
export const beginningsOf = ({ name, email, phone }: Searched): readonly string[] =>
  [
    ...(name === null ? [] : distinct(wordsOf(name))),
    ...(email === null ? [] : distinct(emailsOf(email))),
    ...(phone === null ? [] : distinct(phonesOf(phone))),
  ].filter(isSome);

const distinct = (beginnings: readonly string[]): readonly string[] =>
  [...new Set(beginnings)].slice(0, MAX_BEGINNINGS);
/** More than the letter that says what it is the beginning of. */
const isSome = (beginning: string): boolean => beginning.length > 1;

/** The beginnings that this text may be the start of; null when it is too short to be a search. */
export function searchesFor(text: string): readonly string[] | null {
  const letters = Array.from(text.normalize('NFC').replace(MARKS, '').replace(CONTROL, ' ').trim());
  if (letters.length < 2 && !UNSPACED.test(letters.join(''))) return null;
  const searches = [
    ...asWords(text.trim()).map((words) => `n${words}`),
    `e${folded(text.trim())}`,
    ...phoneSearches(text),
  ];
  return [...new Set(searches)].filter(isSome);
}

/** What is dialled after 00 is international, and after one 0 national. */
function phoneSearches(text: string): readonly string[] {
  const written = folded(text).replace(/\(0\)|[\s().\-/\p{Pd}]/gu, '');
  if (!/^\+?\d+$/.test(written)) return [];
  const digits = written.replace('+', '');
  if (written.startsWith('+')) return [`p${digits}`];
  return [`p${digits}`, `p${digits.replace(/^00/, '')}`, `t${withoutZeros(digits)}`];
}

const start = (text: string): string =>
  Array.from(text.slice(0, 2 * MAX_SEARCHED))
    .slice(0, MAX_SEARCHED)
    .join('');

/** As much of a beginning, or of a search, as an index holds; never half of a character. */
export const indexed = (text: string): string => text.slice(0, MAX_INDEXED).replace(/[\ud800-\udbff]$/, '');

/** Ends the text. No folded text has it, and each of its characters comes after it. */
const END = '\u0001';

/** An order by the text, unique by the id. */
export const searchKey = (text: string, id: string): string => `${text}${END}${id}`;
