import { E, F, T, answerOf, compared } from './a-comparison';
import type { Row } from './a-comparison';

const COMPOSED = 'caf\u00e9';
const DECOMPOSED = 'cafe\u0301';

const WORDS: readonly Row[] = [
  [true, 'eq', 'true', T],
  ['true', 'eq', true, T],
  [false, 'eq', 'false', T],
  [true, 'eq', 'TRUE', F],
  [true, 'eq', 'yes', F],
  [true, 'eq', 1, F],
  [false, 'eq', 0, F],
  [false, 'eq', '', F],
  [true, 'ne', 'true', F],
  [true, 'ne', false, T],
  [true, 'in', ['true'], T],
  [[true], 'contains', 'true', T],
  [true, 'gt', 'false', E],
  [true, 'gt', 0, E],
  [true, 'contains', 'tru', E],
  [true, 'starts_with', 't', E],
  ['true', 'contains', true, E],
  ['true', 'starts_with', 't', T],
];

const LISTS: readonly Row[] = [
  [1, 'in', ['1', '2'], T],
  ['2.0', 'in', [1, 2], T],
  ['2', 'not_in', [1, 2], F],
  [3, 'not_in', ['1', '2'], T],
  [1, 'in', [true, null, '1.00'], T],
  [null, 'in', ['a', null], T],
  [null, 'in', ['a', ''], T],
  [undefined, 'in', ['a'], F],
  [undefined, 'not_in', ['a'], T],
  [undefined, 'not_in', [null], F],
  [[1, 2], 'contains', '2', T],
  [['1', '2'], 'contains', 2, T],
  [[1, 2], 'contains', '3', F],
  [[1, [2]], 'contains', ['2'], T],
  [[null, 1], 'contains', '', T],
  [[], 'contains', null, F],
  [[], 'contains', 'a', F],
  [[1, '2'], 'eq', ['1', 2], T],
  [[1, 2], 'eq', [2, 1], F],
  [[1], 'eq', 1, F],
  [[1], 'eq', [1, 1], F],
  [['a', 'b'], 'eq', ['a1:"b'], F],
  [[DECOMPOSED], 'contains', COMPOSED, T],
  [DECOMPOSED, 'in', ['tea', COMPOSED], T],
  [{ a: [DECOMPOSED] }, 'eq', { a: [COMPOSED] }, T],
  [{ [DECOMPOSED]: 1 }, 'eq', { [COMPOSED]: '1' }, T],
  [{ a: 1, b: null }, 'eq', { a: '1' }, T],
  [{ a: 1, b: 2 }, 'eq', { b: 2, a: 1 }, T],
  [{ a: 1 }, 'eq', { a: 2 }, F],
  [{}, 'eq', [], F],
  [{}, 'exists', undefined, T],
  [[], 'exists', undefined, T],
  [[3], 'gt', 2, E],
  [{}, 'lt', 'a', E],
  [{ a: 1 }, 'contains', 'a', E],
  ['a', 'contains', ['a'], E],
  [[1], 'starts_with', '1', E],
];

const TEXTS: readonly Row[] = [
  [COMPOSED, 'eq', DECOMPOSED, T],
  [DECOMPOSED, 'ne', COMPOSED, F],
  [DECOMPOSED, 'starts_with', COMPOSED, T],
  [`un ${DECOMPOSED}`, 'ends_with', COMPOSED, T],
  [`un ${DECOMPOSED} noir`, 'contains', COMPOSED, T],
  [COMPOSED, 'contains', 'cafe', F],
  [COMPOSED, 'gte', DECOMPOSED, T],
  ['\u1112\u1161\u11ab', 'eq', '한', T],
  ['\u212b', 'eq', 'Å', T],
  ['\ufb01', 'eq', 'fi', F],
  ['Austin', 'eq', 'austin', F],
  ['a', 'lt', 'b', T],
  ['Z', 'lt', 'a', T],
  ['a', 'lt', 'ab', T],
  ['😀', 'gt', '\uff5e', T],
  ['\uff5e', 'lt', '😀', T],
  ['a😀', 'gt', 'a\ufffd', T],
  [78701, 'starts_with', '787', T],
  [78701, 'starts_with', 787, T],
  ['78701', 'starts_with', 787, T],
  [78701, 'ends_with', '01', T],
  [78701, 'contains', 870, T],
  [12.5, 'ends_with', '.5', T],
  [1e21, 'ends_with', '000', T],
  ['1.50', 'ends_with', '0', T],
  ['Ana', 'starts_with', 'Ana ', F],
  [' a', 'eq', 'a', F],
];

const ABSENT: readonly Row[] = [undefined, null, '', ' ', '\t\r\n', '\u00a0', '\ufeff'].flatMap((gone): Row[] => [
  [gone, 'exists', undefined, F],
  [gone, 'not_exists', undefined, T],
  [gone, 'gt', 1, F],
  [gone, 'gte', '', F],
  [gone, 'lt', 'a', F],
  [gone, 'lte', 1, F],
  [gone, 'before', '2026-11-24', F],
  [gone, 'after', '2026-11-24', F],
  [gone, 'contains', 'a', F],
  [gone, 'contains', '', F],
  [gone, 'starts_with', '', F],
  [gone, 'ends_with', 'a', F],
  [gone, 'eq', null, T],
  [gone, 'eq', '  ', T],
  [gone, 'eq', 0, F],
  [gone, 'ne', '', F],
  [gone, 'ne', 'a', T],
]);

describe('a comparison', () => {
  it.each(WORDS)('of booleans: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each(LISTS)('of lists and objects: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each(TEXTS)('of texts: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each(ABSENT)('of what is absent: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each<Row>([
    ['Austin', 'eq', 'AUSTIN', T],
    ['STRASSE', 'eq', 'straße', T],
    ['STRAẞE', 'eq', 'strasse', T],
    ['ΟΔΟΣ', 'eq', 'οδος', T],
    ['ΟΔΟΣ ΑΒΓ', 'starts_with', 'οδοσ', T],
    ['CAFE\u0301', 'eq', COMPOSED, T],
    ['São Paulo', 'contains', 'SÃO', T],
    [['Red'], 'contains', 'RED', T],
    ['Red', 'in', ['RED'], T],
    ['Red', 'not_in', ['RED'], F],
    [true, 'eq', 'TRUE', T],
    ['B', 'gt', 'a', T],
    ['b', 'gt', 'C', F],
    [{ a: 'X' }, 'eq', { a: 'x' }, T],
    [{ A: 1 }, 'eq', { a: 1 }, F],
    ['Ana', 'ne', 'ANA', F],
    ['Ana', 'ends_with', 'NA', T],
    [5, 'eq', '5', T],
  ])('without regard to case: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value, true)).toBe(expected);
  });

  it('of dates has a date alone begin in the zone of the run', () => {
    const before = (zone: string) =>
      answerOf({ field: 'data.x', op: 'before', value: '2026-11-24' }, { x: '2026-11-24T02:00:00Z' }, zone);
    expect(before('UTC')).toBe(F);
    expect(before('America/New_York')).toBe(T);
    expect(before('Asia/Tokyo')).toBe(F);
    expect(compared(`2026${'T '.repeat(100_000)}`, 'before', '2026-11-24')).toBe(E);
    expect(compared(' 2026-11-23 ', 'before', '2026-11-24')).toBe(T);
  });
});
