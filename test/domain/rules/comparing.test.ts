import fc from 'fast-check';
import { ConditionError } from '../../../src/domain/rules/condition-error';
import { evaluateRule } from '../../../src/domain/rules/evaluate-rule';
import { RuleBudget } from '../../../src/domain/rules/rule-budget';
import type { Operator, Rule } from '../../../src/domain/rules/rule';
import type { Json } from '../../../src/kernel/message';

type Answer = boolean | 'condition_error';

const answerOf = (rule: Rule, data: Readonly<Record<string, Json>>, timezone = 'UTC'): Answer => {
  try {
    return evaluateRule(rule, { contact: { id: 'ana' }, data }, { timezone, budget: new RuleBudget() }).passed;
  } catch (error) {
    if (error instanceof ConditionError) return error.code as 'condition_error';
    throw error;
  }
};

/** Undefined: there is nothing at the field. */
const compared = (actual: Json | undefined, op: Operator, value?: Json, ignoreCase = false): Answer =>
  answerOf(
    { field: 'data.x', op, ...(value === undefined ? {} : { value }), ...(ignoreCase ? { ignoreCase } : {}) },
    actual === undefined ? {} : { x: actual },
  );

const T = true;
const F = false;
const E = 'condition_error' as const;
const COMPOSED = 'caf\u00e9';
const DECOMPOSED = 'cafe\u0301';
const HUGE = '9007199254740993';

type Row = readonly [actual: Json | undefined, op: Operator, value: Json | undefined, expected: Answer];

const NUMBERS: readonly Row[] = [
  ['250000.00', 'gt', 1000, T],
  ['250000.00', 'eq', 250000, T],
  ['1250.00', 'eq', '1250', T],
  ['1250.50', 'eq', 1250.5, T],
  ['10', 'gt', '2', T],
  ['10', 'lt', '9', F],
  ['2', 'lt', '10', T],
  ['-10', 'lt', '-2', T],
  ['-10', 'gt', '-9.99', F],
  ['-1', 'lt', '1', T],
  ['0.5', 'gt', '0.45', T],
  ['0.05', 'lt', '0.5', T],
  ['1.5', 'gte', '1.50', T],
  ['1.5', 'lte', '1.50', T],
  [5, 'eq', '5', T],
  ['5', 'eq', 5, T],
  [5, 'eq', '5.0', T],
  [5, 'ne', '5', F],
  [5, 'eq', '05', F],
  ['005', 'eq', 5, F],
  ['005', 'gt', 4, E],
  ['005', 'eq', '5', F],
  ['02134', 'eq', '2134', F],
  ['+5', 'eq', 5, F],
  ['+5', 'gt', 1, E],
  [' 5 ', 'eq', 5, F],
  [' 5 ', 'gt', 1, E],
  ['.5', 'eq', 0.5, F],
  ['5.', 'eq', 5, F],
  ['1,000', 'eq', 1000, F],
  ['1,000', 'gt', 1, E],
  ['1e3', 'eq', 1000, F],
  ['1e3', 'gt', 1, E],
  ['٣', 'eq', 3, F],
  ['٣', 'gt', 1, E],
  ['Infinity', 'gt', 1, E],
  ['NaN', 'gt', 1, E],
  ['NaN', 'eq', 'NaN', T],
  ['0x10', 'eq', 16, F],
  ['0x10', 'gt', 1, E],
  ['1_000', 'gt', 1, E],
  ['--5', 'lt', 1, E],
  ['5\n', 'eq', 5, F],
  ['-0', 'eq', 0, T],
  ['-0.00', 'eq', '0', T],
  ['-0', 'lt', 0, F],
  [-0, 'eq', '0', T],
  [HUGE, 'eq', 9007199254740992, F],
  [HUGE, 'gt', 9007199254740992, T],
  [HUGE, 'gt', '9007199254740992', T],
  [`${'9'.repeat(400)}1`, 'gt', `${'9'.repeat(400)}0`, T],
  [1e21, 'eq', '1000000000000000000000', T],
  [1.5e300, 'gt', '9'.repeat(300), T],
  [1e-7, 'eq', '0.0000001', T],
  [-1.25e-7, 'eq', '-0.000000125', T],
  [0.1, 'eq', '0.1', T],
  [0.1, 'eq', '0.1000000000000000055511151231257827', F],
  [5, 'gt', 'abc', E],
  ['n/a', 'gt', 5, E],
  ['10', 'gt', 'abc', F],
  [5, 'gt', 4, T],
  [5, 'lte', 5, T],
];

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
  it.each(NUMBERS)('of numbers: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

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

describe('comparing', () => {
  const written = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom('a', 'A', 'é', '\u0301', '\u0316', 'ß', 'Σ', '\u1100', '\u1161', '\u11a8', '😀', '한'),
    }),
    fc.stringMatching(/^-?[0-9]{1,3}(\.[0-9]{1,3})?$/),
  );
  const single = fc.oneof(
    written,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const values = fc.oneof(
    single,
    fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as Json),
  );
  const present = values.filter((value) => compared(value, 'exists') === true);

  it('has every value equal itself, either way round, and not equal is its negation', () => {
    fc.assert(
      fc.property(values, values, fc.boolean(), (a, b, ignoreCase) => {
        expect(compared(a, 'eq', a, ignoreCase)).toBe(T);
        expect(compared(a, 'eq', b, ignoreCase)).toBe(compared(b, 'eq', a, ignoreCase));
        expect(compared(a, 'ne', b, ignoreCase)).toBe(compared(a, 'eq', b, ignoreCase) === F);
        expect(compared(a, 'in', [b], ignoreCase)).toBe(compared(a, 'eq', b, ignoreCase));
        expect(compared(a, 'not_in', [b], ignoreCase)).toBe(compared(a, 'in', [b], ignoreCase) === F);
        expect(compared([b], 'contains', a, ignoreCase)).toBe(compared(a, 'eq', b, ignoreCase));
      }),
    );
  });

  it('finds of two values that have an order exactly one of less, equal and greater', () => {
    fc.assert(
      fc.property(present, present, fc.boolean(), (a, b, ignoreCase) => {
        const [less, same, more] = (['lt', 'eq', 'gt'] as const).map((op) => compared(a, op, b, ignoreCase));
        if (less === E) expect(more).toBe(E);
        else expect([less, same, more].filter(Boolean)).toHaveLength(1);
        expect(compared(b, 'gt', a, ignoreCase)).toBe(less);
      }),
    );
  });

  it('takes all forms of a text for one', () => {
    fc.assert(
      fc.property(
        written,
        written,
        fc.constantFrom<Operator>('eq', 'lt', 'contains', 'starts_with'),
        fc.boolean(),
        (a, b, op, ignoreCase) => {
          const forms = (['NFC', 'NFD'] as const).flatMap((x) =>
            (['NFC', 'NFD'] as const).map((y) => compared(a.normalize(x), op, b.normalize(y), ignoreCase)),
          );
          expect(new Set([...forms, compared(a, op, b, ignoreCase)]).size).toBe(1);
        },
      ),
    );
  });

  it('knows for every character whether it may differ from its NFC', () => {
    const wrong = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter(
      (text) => text.normalize('NFC') !== text && compared([text], 'contains', text.normalize('NFC')) !== T,
    );
    expect(wrong).toEqual([]);
  });

  it('makes as much work each time as the first', () => {
    const worked = (actual: Json, op: Operator, value: Json) => {
      const budget = new RuleBudget();
      const rule: Rule = {
        any: [
          { field: 'data.x', op, value },
          { field: 'data.x', op: 'eq', value },
        ],
      };
      try {
        evaluateRule(rule, { contact: {}, data: { x: actual } }, { timezone: 'UTC', budget });
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error;
      }
      return budget.spent;
    };
    const copy = (value: Json) => JSON.parse(JSON.stringify(value)) as Json;
    fc.assert(
      fc.property(values, values, fc.constantFrom<Operator>('eq', 'lt', 'contains', 'ends_with'), (a, b, op) => {
        expect(worked(copy(a), op, copy(b))).toBe(worked(copy(a), op, copy(b)));
      }),
    );
  });
});

describe('the work of conditions', () => {
  const evaluated = (rule: Rule, x: Json): { answer: Answer; spent: number } => {
    const budget = new RuleBudget();
    try {
      return {
        answer: evaluateRule(rule, { contact: {}, data: { x } }, { timezone: 'UTC', budget }).passed,
        spent: budget.spent,
      };
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      return { answer: error.code as 'condition_error', spent: budget.spent };
    }
  };
  const many = (count: number, op: Operator, valueOf: (i: number) => Json, ignoreCase = false): Rule => ({
    any: Array.from({ length: count }, (_, i) => ({
      field: 'data.x',
      op,
      value: valueOf(i),
      ...(ignoreCase ? { ignoreCase } : {}),
    })),
  });

  it('looks through a long list once, however many look for something in it', () => {
    const list = Array.from({ length: 30_000 }, (_, i) => `t${i}`);
    const one = evaluated(
      many(1, 'contains', () => 'none'),
      list,
    );
    const all = evaluated(
      many(2_880, 'contains', (i) => `none${i}`),
      list,
    );
    expect(all.answer).toBe(F);
    expect(all.spent).toBeLessThan(2 * one.spent);
  });

  it('ends in an error that says so where it is more than it may be', () => {
    const text = 'a'.repeat(200_000);
    expect(
      evaluated(
        many(10, 'contains', (i) => `b${i}`),
        text,
      ).answer,
    ).toBe(F);
    expect(
      evaluated(
        many(2_880, 'contains', (i) => `b${i}`),
        text,
      ).answer,
    ).toBe(E);
    expect(
      evaluated(
        many(1, 'eq', () => 'a'),
        `e${'\u0301\u0316'.repeat(60)}`,
      ).answer,
    ).toBe(E);
  });
});
