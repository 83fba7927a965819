import fc from 'fast-check';
import { ConditionError } from '../../../src/domain/rules/condition-error';
import { RuleBudget } from '../../../src/domain/rules/rule-budget';
import { evaluateRule } from '../../../src/domain/rules/evaluate-rule';
import type { Comparison, Operator, Rule } from '../../../src/domain/rules/rule';
import { OPERATORS } from '../../../src/domain/rules/rule';
import type { Json } from '../../../src/kernel/message';
import { rules } from '../../histories/definition';

const comparing = () => ({ timezone: 'UTC', budget: new RuleBudget() });

const outcome = (rule: Rule, data: Readonly<Record<string, Json>>): boolean | 'condition_error' => {
  try {
    return evaluateRule(rule, { contact: { id: 'ana' }, data }, comparing()).passed;
  } catch (error) {
    if (error instanceof ConditionError && error.code === 'condition_error') return 'condition_error';
    throw error;
  }
};

/** What the operator answers for a field that holds `actual`, compared with `value`. */
const compared = (actual: Json, op: Operator, value?: Json) =>
  outcome({ field: 'data.x', op, ...(value === undefined ? {} : { value }) }, { x: actual });

const T = true;
const F = false;
const ERROR = 'condition_error' as const;

type Row = readonly [actual: Json, op: Operator, value: Json | undefined, expected: boolean | 'condition_error'];

describe('a comparison', () => {
  it.each<Row>([
    ['a', 'eq', 'a', T],
    ['a', 'eq', 'A', F],
    [1, 'eq', 1, T],
    [1, 'eq', '1', T],
    [0, 'eq', false, F],
    [null, 'eq', null, T],
    [[1, { a: 2 }], 'eq', [1, { a: 2 }], T],
    [{ a: 1, b: 2 }, 'eq', { b: 2, a: 1 }, T],
    ['a', 'ne', 'b', T],
    ['a', 'ne', 'a', F],
    [1, 'ne', '1', F],
    [[1], 'ne', [1], F],
    ['b', 'in', ['a', 'b'], T],
    ['c', 'in', ['a', 'b'], F],
    ['a', 'in', [], F],
    [{ a: 1 }, 'in', [{ a: 1 }], T],
    ['b', 'not_in', ['a', 'b'], F],
    ['c', 'not_in', ['a', 'b'], T],
    ['b', 'in', 'abc', ERROR],
    ['b', 'not_in', 'abc', ERROR],
  ])('of sameness: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each<Row>([
    [2, 'gt', 1, T],
    [1, 'gt', 1, F],
    [1, 'gte', 1, T],
    [0.5, 'gte', 1, F],
    [1, 'lt', 2, T],
    [1, 'lt', 1, F],
    [1, 'lte', 1, T],
    [2, 'lte', 1, F],
    [10, 'gt', 9, T],
    ['10', 'gt', '9', T],
    ['b', 'gt', 'a', T],
    ['a', 'gte', 'a', T],
    ['a', 'lt', 'b', T],
    ['b', 'lte', 'a', F],
    ['2026-11-24', 'gte', '2026-11-23', T],
    ['2', 'gt', 1, T],
    [2, 'gte', '1', T],
    [true, 'lt', 2, ERROR],
    [null, 'lte', 2, F],
    [[3], 'gt', 2, ERROR],
    [{}, 'lt', 'a', ERROR],
  ])('of order: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each<Row>([
    ['Ana Gray', 'contains', 'a G', T],
    ['Ana', 'contains', 'ana', F],
    ['Ana', 'contains', '', F],
    [['red', 'blue'], 'contains', 'red', T],
    [['red', 'blue'], 'contains', 're', F],
    [[{ a: 1 }], 'contains', { a: 1 }, T],
    ['Ana', 'starts_with', 'An', T],
    ['Ana', 'starts_with', 'na', F],
    ['Ana', 'ends_with', 'na', T],
    ['Ana', 'ends_with', 'An', F],
    [12, 'contains', '1', T],
    ['12', 'contains', 1, T],
    [{ a: 1 }, 'contains', 'a', ERROR],
    [null, 'contains', 'a', F],
    [12, 'starts_with', '1', T],
    [['a'], 'starts_with', 'a', ERROR],
    [true, 'ends_with', 'e', ERROR],
  ])('of texts: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each<Row>([
    ['2026-11-24T09:59:59Z', 'before', '2026-11-24T10:00:00Z', T],
    ['2026-11-24T10:00:00Z', 'before', '2026-11-24T10:00:00Z', F],
    ['2026-11-24T10:00:00.001Z', 'after', '2026-11-24T10:00:00Z', T],
    ['2026-11-24T10:00:00Z', 'after', '2026-11-24T10:00:00Z', F],
    ['2026-11-24T11:30:00+02:00', 'before', '2026-11-24T10:00:00Z', T],
    ['2026-11-24T11:30:00+02', 'before', '2026-11-24T10:00:00Z', T],
    ['2026-11-24 11:30:00+02:00', 'before', '2026-11-24T10:00:00Z', T],
    ['2026-11-24T04:30:00-05:00', 'before', '2026-11-24T10:00:00Z', T],
    ['2026-11-24', 'before', '2026-11-24T00:00:01Z', T],
    ['2026-11-24T10:00', 'after', '2026-11-24', T],
    ['2027-01-01', 'after', '2026-12-31', T],
    ['soon', 'before', '2026-11-24', ERROR],
    ['2026-02-30', 'after', '2026-11-24', ERROR],
    ['', 'after', '2026-11-24', F],
    [1_795_514_400_000, 'after', '2026-11-24', ERROR],
    [null, 'before', '2026-11-24', F],
    ['2026-11-24', 'before', 'soon', ERROR],
  ])('of times: %j %s %j is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it.each<Row>([
    ['', 'exists', undefined, F],
    [false, 'exists', undefined, T],
    [null, 'exists', undefined, F],
    [0, 'not_exists', undefined, F],
  ])('of presence: %j %s%s is %s', (actual, op, value, expected) => {
    expect(compared(actual, op, value)).toBe(expected);
  });

  it('is false for an absent field, but true when it asks for a difference or an absence', () => {
    const withoutField = (op: Operator) => outcome({ field: 'data.gone', op, value: '2026-11-24' }, { x: 1 });
    const passing = OPERATORS.filter((op) => withoutField(op) === true);
    const failing = OPERATORS.filter((op) => withoutField(op) === false);
    expect(passing).toEqual(['ne', 'not_in', 'not_exists']);
    expect(failing).toHaveLength(OPERATORS.length - passing.length);
  });
});

describe('a field', () => {
  it.each<[string, boolean]>([
    ['data.order.items.1.price', T],
    ['data.order.items.2.price', F],
    ['data.order.name.length', F],
    ['data.order.constructor', F],
    ['data.__proto__.x', F],
    ['data.toString', F],
    ['contact.id', T],
    ['contact.phone', F],
  ])('%s is there: %s', (field, there) => {
    const data = { order: { name: 'Roof', items: [{ price: 1 }, { price: 2 }] } };
    expect(outcome({ field, op: 'exists' }, data)).toBe(there);
    expect(outcome({ field, op: 'not_exists' }, data)).toBe(!there);
  });
});

describe('groups of rules', () => {
  /** Half of the comparisons meet a value. */
  const facts = fc
    .dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(fc.integer(), fc.constantFrom('x', '2026-11-24'), fc.constant(null)),
    )
    .map((data) => ({ contact: {}, data }));
  const some = fc.array(rules(fc.constantFrom('data.a', 'data.b', 'data.c')), { minLength: 1, maxLength: 4 });
  const answer = (rule: Rule, { data }: { data: Readonly<Record<string, Json>> }) => outcome(rule, data);

  it('obey De Morgan, also where there is no answer', () => {
    fc.assert(
      fc.property(some, facts, (parts, given) => {
        const negated = parts.map((not) => ({ not }));
        expect(answer({ not: { all: parts } }, given)).toBe(answer({ any: negated }, given));
        expect(answer({ not: { any: parts } }, given)).toBe(answer({ all: negated }, given));
      }),
    );
  });

  it('pass when all, or any, of their rules pass', () => {
    fc.assert(
      fc.property(some, facts, (parts, given) => {
        const answers = parts.map((part) => answer(part, given));
        const unanswered = answers.includes(ERROR);
        expect(answer({ all: parts }, given)).toBe(unanswered ? ERROR : answers.every((passed) => passed === true));
        expect(answer({ any: parts }, given)).toBe(unanswered ? ERROR : answers.some((passed) => passed === true));
      }),
    );
  });

  it('have no answer when one comparison has none, also where the others would decide', () => {
    const yes: Comparison = { field: 'data.total', op: 'exists' };
    const impossible: Comparison = { field: 'data.total', op: 'gt', value: 'x' };
    expect(outcome({ any: [yes, impossible] }, { total: 5 })).toBe(ERROR);
    expect(outcome({ all: [{ not: yes }, impossible] }, { total: 5 })).toBe(ERROR);
  });
});

describe('the result of a rule', () => {
  const facts = {
    contact: { id: 'ana' },
    data: {
      total: 1200,
      note: 'x'.repeat(500),
      rows: Array(200).fill(7),
      faces: `${'x'.repeat(199)}${'🙂'.repeat(9)}`,
    },
  };

  it('shows every comparison with what it met', () => {
    const rule: Rule = {
      any: [{ field: 'data.total', op: 'gte', value: 1000 }, { not: { field: 'contact.phone', op: 'exists' } }],
    };
    expect(evaluateRule(rule, facts, comparing())).toEqual({
      passed: true,
      comparisons: [
        { field: 'data.total', op: 'gte', value: 1000, actual: 1200, passed: true },
        { field: 'contact.phone', op: 'exists', value: null, actual: null, passed: false },
      ],
    });
  });

  it('cuts long values short, between characters', () => {
    const shown = (field: string) => evaluateRule({ field, op: 'exists' }, facts, comparing()).comparisons[0]?.actual;
    expect(shown('data.note')).toBe(`${'x'.repeat(200)}…`);
    expect(shown('data.rows')).toBe(`[${'7,'.repeat(99)}7…`);
    expect(shown('data.faces')).toBe(`${'x'.repeat(199)}…`);
  });

  it('says what could not be compared', () => {
    expect(() => evaluateRule({ field: 'data.total', op: 'gt', value: 'a lot' }, facts, comparing())).toThrow(
      'data.total is 1200 and cannot be compared (gt) with "a lot": expected two numbers, texts that are numbers in decimal form, or two texts',
    );
  });
});
