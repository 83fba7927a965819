import fc from 'fast-check';
import { beginningsOf, folded, indexed, searchKey, searchesFor } from '../../projections/search-text';
import type { Searched } from '../../projections/search-text';
import { tried } from '../properties';

const NOBODY: Searched = { name: null, email: null, phone: null };

const finds = (search: string, contact: Partial<Searched>): boolean => {
  const beginnings = beginningsOf({ ...NOBODY, ...contact });
  return searchesFor(search)?.some((text) => beginnings.some((beginning) => beginning.startsWith(text))) ?? false;
};

describe('a search by name', () => {
  it.each([
    ['zola', 'Émile Zola'],
    ['emile', 'Émile Zola'],
    ['ÉMILE ZO', 'Emile Zola'],
    ['e\u0301mile', 'Émile Zola'],
    ['  zola ', 'Émile Zola'],
    ['Spaced', '  Spaced'],
    ['spaced out', 'Spaced   Out'],
    ['spaced out', 'Spaced\u00a0\tOut'],
    ['Mull', 'Müller'],
    ['Müll', 'Muller'],
    ['ipek', 'İpek'],
    ['İPEK', 'ipek'],
    ['ışık', 'IŞIK'],
    ['isik', 'Işık'],
    ['strass', 'Straße'],
    ['STRAẞE', 'strasse'],
    ['soren', 'Søren Ærø'],
    ['aero', 'Søren Ærø'],
    ['lodz', 'Łódź'],
    ['dorde', 'Đorđe'],
    ['thor', 'Þór'],
    ['gudrun', 'Guðrún'],
    ['oeuvre', 'Œuvre'],
    ['nguyen', 'Nguyễn Văn Đức'],
    ['duc', 'Nguyễn Văn Đức'],
    ['Nguyễn', 'NGUYEN VAN DUC'],
    ['νικος', 'ΝΊΚΟΣ Παππάς'],
    ['παππασ', 'Νίκος Παππάς'],
    ['ας', 'ΑΣzz'],
    ['елкин', 'Ёлкин'],
    ['ЙОСИП', 'йосип'],
    ['محمد', 'مُحَمَّد'],
    ['احمد', 'أحمد'],
    ['علي', 'على'],
    ['محمد', 'محـــمد'],
    ['שלום', 'שָׁלוֹם'],
    ['김', '김철수'],
    ['철수', '김철수'],
    ['김철수', '김철수'.normalize('NFD')],
    ['王', '王小明'],
    ['明', '王小明'],
    ['小明', '王小明'],
    ['さくら', '山田さくら'],
    ['ﾔﾏﾀﾞ', 'ヤマダ'],
    ['ヤマダ', 'ﾔﾏﾀﾞ ﾀﾛｳ'],
    ['タロウ', 'ヤマダ・タロウ'],
    ['ชาย', 'สมชาย'],
    ['ＡＮＡ', 'Ana'],
    ['ana', 'Ａｎａ'],
    ['file', 'ﬁle'],
    ["o'brien", "O'Brien"],
    ['o’brien', "O'Brien"],
    ["O'Brien", 'O’Brien'],
    ['obrien', "O'Brien"],
    ['brien', "O'Brien"],
    ['o brien', "O'Brien"],
    ['obrien smith', "O'Brien-Smith"],
    ['OBrienSmith', "O'Brien-Smith"],
    ['smith', "O'Brien-Smith"],
    ['anne-marie', 'Anne-Marie'],
    ['anne marie', 'Anne-Marie'],
    ['annemarie', 'Anne-Marie'],
    ['anne-marie', 'Annemarie'],
    ['marie', 'Anne‑Marie'],
    ["ka'iu", 'Kaʻiulani'],
    ['jrr', 'J.R.R. Tolkien'],
    ['j. r', 'J. R. R. Tolkien'],
    ['bo', 'Ana (Bo) López'],
    ['bo', 'Ana "Bo" López'],
    ['lopez', 'Ana/López'],
    ['agent 47', 'Agent 47'],
    ['47', 'Agent 47'],
    ['٤٧', 'Agent 47'],
    ['3po', 'C-3PO'],
    ['c-', 'C-3PO'],
    ['smi', 'Ana 👩‍🚒 Smith'],
    ['ana\tl', 'Ana López'],
    ['an\u00ada', 'Ana'],
    ['\u202bana', 'Ana\u200b'],
    ['picasso', 'Pablo Diego José Francisco de Paula Juan Nepomuceno María de los Remedios Cipriano Ruiz y Picasso'],
    ['अजय', 'अजय कुमार'],
    ['कुमार', 'अजय कुमार'],
  ])('for %j finds %j', (search, name) => {
    expect(finds(search, { name })).toBe(true);
  });

  it.each([
    ['na l', 'Ana López'],
    ['ola', 'Émile Zola'],
    ['ana%', 'Ana López'],
    ['ana_', 'Ana López'],
    ['_na', 'Ana'],
    ['an*', 'Ana'],
    ['c-', 'Carl'],
    ['ana.', 'Anabel'],
    ['ana lopez', 'Ana'],
    ['कमार', 'अजय कुमार'],
    ['ハハ', 'ババ'],
    ['%', 'Ana'],
    ['--', 'Ana'],
  ])('for %j does not find %j', (search, name) => {
    expect(finds(search, { name })).toBe(false);
  });
});

describe('a search by email', () => {
  const email = 'Ana.López+tag@Example.com';
  it.each(['ana', 'ANA.L', 'ana.lopez+tag@example.com', 'lopez', 'tag@ex', ' ana.l '])('finds %j', (search) => {
    expect(finds(search, { email })).toBe(true);
  });
  it.each(['example', 'com', 'com.', 'na.l', 'ana lopez', 'ana@'])('does not find %j', (search) => {
    expect(finds(search, { email })).toBe(false);
  });
});

describe('a search by phone', () => {
  it.each([
    ['33612', '+33612345678'],
    ['+33612', '+33612345678'],
    ['+33 6 12', '+33612345678'],
    ['0033612', '+33612345678'],
    ['0612', '+33612345678'],
    ['06 12 34', '+33612345678'],
    ['06.12.34-56/78', '+33612345678'],
    ['(06) 12', '+33612345678'],
    ['+33 (0)6 12', '+33612345678'],
    ['612345678', '+33612345678'],
    ['٠٦١٢', '+33612345678'],
    ['０６１２', '+33612345678'],
    ['3361', '+33612345678'],
    ['555010', '+15550100000'],
    ['(555) 010-0000', '+15550100000'],
    ['1555', '+15550100000'],
    ['8 912', '+79123456789'],
    ['912', '+79123456789'],
    ['061 2', '+3612345678'],
    ['020 79', '+442079460958'],
    ['06 1234', '+390612345678'],
    ['600', '+34600000000'],
    ['0044', '+442079460958'],
    ['+0612', '+0612345678'],
    ['0612', '0612345678'],
    ['612', '0612345678'],
    ['5550', '(555) 010-0000 x5'],
    ['353', '+353861234567'],
    ['086', '+353861234567'],
  ])('for %j finds %j', (search, phone) => {
    expect(finds(search, { phone })).toBe(true);
  });

  it.each([
    ['+612', '+33612345678'],
    ['+0612', '+33612345678'],
    ['12345', '+33612345678'],
    ['+33a', '+33612345678'],
    ['0555', '+5551234567'],
    ['33', '+15550100000'],
    ['99', 'ask Ana'],
  ])('for %j does not find %j', (search, phone) => {
    expect(finds(search, { phone })).toBe(false);
  });
});

it.each(['', ' ', 'a', ' a ', 'é', 'e\u0301', 'ß', 'æ', 'я', 'ע', '7', '%', '😀', 'a\u200b', '\ud800'])(
  '%j is too short to be a search',
  (text) => {
    expect(searchesFor(text)).toBeNull();
  },
);

it.each(['ab', '王', 'さ', 'ヤ', 'ﾔ', '김', 'ส', ' 王 ', '12', '--'])('%j is long enough', (text) => {
  expect(searchesFor(text)).not.toBeNull();
});

const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      'A',
      'a',
      'Σ',
      'σ',
      'ς',
      'ß',
      'ẞ',
      'İ',
      'ı',
      'ǅ',
      'ﬁ',
      '|',
      '\0',
      '\u0001',
      ' ',
      '1',
      '-',
      "'",
      '王',
    ),
    fc.string({ unit: 'binary', maxLength: 1 }),
  ),
});

describe('a search', () => {
  it('finds every beginning of a name, in either case, and whatever follows it', () => {
    const letters = fc.string({ unit: fc.constantFrom(...Array.from("AaÉéΣσςßẞİıǅﬁŁøđ|1 -'.王김ガя")), minLength: 2 });
    fc.assert(
      fc.property(letters, texts, (begin, rest) => {
        for (const search of [begin, begin.toLowerCase(), begin.toUpperCase()])
          if (/[^\s\-'.]/.test(search) && searchesFor(search) !== null && !/[\s\-'.]$/.test(search))
            expect(finds(search, { name: `${begin} ${rest}` })).toBe(true);
      }),
      tried(500),
    );
  });

  it('of a name finds it when it is typed as it stands', () => {
    fc.assert(
      fc.property(texts, (name) => {
        fc.pre(folded(name.replace(/[\p{Z}\p{P}\p{C}\p{Sk}ʹ-ʿ]/gu, '')) !== '' && searchesFor(name) !== null);
        expect(finds(name, { name })).toBe(true);
      }),
      tried(500),
    );
  });

  it('is never of more than a bounded number of beginnings and letters', () => {
    for (const text of [
      'a'.repeat(100_000),
      'a '.repeat(50_000),
      '王'.repeat(50_000),
      '😀 '.repeat(50_000),
      'a.'.repeat(9_999),
    ])
      for (const contact of [{ name: text }, { email: `${text}@x.co` }]) {
        const beginnings = beginningsOf({ ...NOBODY, ...contact });
        expect(beginnings.length).toBeLessThanOrEqual(64);
        for (const beginning of beginnings) expect(indexed(beginning).length).toBeLessThanOrEqual(64);
      }
  });

  it('cannot reach beyond the end of a text in an index', () => {
    fc.assert(
      fc.property(texts, texts, (search, name) => {
        for (const text of searchesFor(search) ?? []) expect(text).not.toContain('\u0001');
        for (const text of beginningsOf({ ...NOBODY, name, email: name, phone: name }))
          expect(searchKey(text, 'c-1').split('\u0001')).toHaveLength(2);
      }),
      tried(500),
    );
  });
});
