import { ConditionError } from '../../../src/domain/rules/condition-error';
import { evaluateRule } from '../../../src/domain/rules/evaluate-rule';
import { RuleBudget } from '../../../src/domain/rules/rule-budget';
import type { Operator, Rule } from '../../../src/domain/rules/rule';
import type { Json } from '../../../src/kernel/message';
import { E, F } from './a-comparison';
import type { Answer } from './a-comparison';

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
