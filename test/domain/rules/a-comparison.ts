import { ConditionError } from '../../../src/domain/rules/condition-error';
import { evaluateRule } from '../../../src/domain/rules/evaluate-rule';
import { RuleBudget } from '../../../src/domain/rules/rule-budget';
import type { Operator, Rule } from '../../../src/domain/rules/rule';
import type { Json } from '../../../src/kernel/message';

export type Answer = boolean | 'condition_error';

export const answerOf = (rule: Rule, data: Readonly<Record<string, Json>>, timezone = 'UTC'): Answer => {
  try {
    return evaluateRule(rule, { contact: { id: 'ana' }, data }, { timezone, budget: new RuleBudget() }).passed;
  } catch (error) {
    if (error instanceof ConditionError) return error.code as 'condition_error';
    throw error;
  }
};

/** Undefined: there is nothing at the field. */
export const compared = (actual: Json | undefined, op: Operator, value?: Json, ignoreCase = false): Answer =>
  answerOf(
    { field: 'data.x', op, ...(value === undefined ? {} : { value }), ...(ignoreCase ? { ignoreCase } : {}) },
    actual === undefined ? {} : { x: actual },
  );

export const T = true;
export const F = false;
export const E = 'condition_error' as const;

export type Row = readonly [actual: Json | undefined, op: Operator, value: Json | undefined, expected: Answer];
