import fc from 'fast-check';
import { decidingComparisons } from '../../../src/domain/rules/deciding-comparisons';
import { evaluateRule } from '../../../src/domain/rules/evaluate-rule';
import type { Rule } from '../../../src/domain/rules/rule';
import { RuleBudget } from '../../../src/domain/rules/rule-budget';
import type { JsonObject } from '../../../src/kernel/message';

/** True where the data says so. */
const leaf = (name: string): Rule => ({ field: `data.${name}`, op: 'eq', value: true });
const evaluated = (rule: Rule, data: JsonObject) =>
  evaluateRule(rule, { contact: {}, data }, { timezone: 'UTC', budget: new RuleBudget() });
const namesOf = (rule: Rule, data: JsonObject): readonly string[] =>
  decidingComparisons(rule, evaluated(rule, data).comparisons).map(({ field }) => field.slice(5));

const [a, b, c] = ['a', 'b', 'c'].map(leaf) as [Rule, Rule, Rule];

describe('the comparisons that decided a rule', () => {
  it.each<readonly [string, Rule, JsonObject, readonly string[]]>([
    ['the only one', a, { a: false }, ['a']],
    ['of an all those that failed', { all: [a, b, c] }, { a: true }, ['b', 'c']],
    ['of an all that passed every one', { all: [a, b] }, { a: true, b: true }, ['a', 'b']],
    ['of an any every one when none passed', { any: [a, b] }, {}, ['a', 'b']],
    ['of an any those that passed', { any: [a, b, c] }, { b: true }, ['b']],
    ['of a not what it denies', { not: a }, { a: true }, ['a']],
    ['of a not of an any those that passed', { not: { any: [a, b] } }, { b: true }, ['b']],
    ['of the parts that failed only', { all: [{ any: [a, b] }, { not: c }] }, { a: true, c: true }, ['c']],
    ['of a not of a not', { not: { not: { all: [a, b] } } }, { a: true }, ['b']],
    ['none of a rule without any', { any: [] }, {}, []],
  ])('are %s', (_, rule, data, names) => {
    expect(namesOf(rule, data)).toEqual(names);
  });

  it('alone decide: whatever the others had said, it would have come out the same', () => {
    const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    // each name once, so that a comparison is told by its field
    const rules = fc.letrec<{ rule: (next: () => string) => Rule }>((tie) => ({
      rule: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant((next: () => string) => leaf(next())),
        fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((parts) => (next: () => string) => ({
          all: parts.map((part) => part(next)),
        })),
        fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((parts) => (next: () => string) => ({
          any: parts.map((part) => part(next)),
        })),
        tie('rule').map((part) => (next: () => string) => ({ not: part(next) })),
      ),
    })).rule;
    const verdicts = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.boolean()])));
    fc.assert(
      fc.property(rules, verdicts, verdicts, (build, data, others) => {
        let used = 0;
        const rule = build(() => NAMES[used++] ?? 'z');
        fc.pre(used <= NAMES.length);
        const deciding = namesOf(rule, data);
        expect(deciding.length).toBeGreaterThan(0);
        const changed = { ...others, ...Object.fromEntries(deciding.map((name) => [name, data[name] ?? false])) };
        expect(evaluated(rule, changed).passed).toBe(evaluated(rule, data).passed);
      }),
    );
  });
});
