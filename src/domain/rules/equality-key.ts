import { isAbsent } from '../absent';
import type { Json, JsonObject } from '../../kernel/message';
import { comparableText } from './comparable-text';
import { decimalOf, readDecimal } from './decimal';
import { COST } from './rule-budget';
import type { RuleBudget } from './rule-budget';

/**
 * A text that two values have in common exactly when they are equal: absent ones, a number and its decimal form, a
 * boolean and its word, texts of one NFC; lists item by item, objects by their members that are not absent.
 * @throws ConditionError
 */
export function equalityKey(value: Json | undefined, ignoreCase: boolean, budget: RuleBudget): string {
  budget.spend(COST.item, 1);
  if (value === undefined || value === null || isAbsent(value)) return '';
  switch (typeof value) {
    case 'number':
      return numberKey(value, budget);
    case 'boolean':
      return textKey(String(value), ignoreCase, budget);
    case 'string':
      return textKey(value, ignoreCase, budget);
    default:
      return Array.isArray(value)
        ? `[${joined(
            (value as readonly Json[]).map((item) => equalityKey(item, ignoreCase, budget)),
            budget,
          )}`
        : `{${joined(members(value as JsonObject, ignoreCase, budget), budget)}`;
  }
}

/** 1e300 has three hundred digits. */
function numberKey(value: number, budget: RuleBudget): string {
  const decimal = decimalOf(value);
  budget.spend(COST.searched, decimal.length);
  return `#${decimal}`;
}

function textKey(text: string, ignoreCase: boolean, budget: RuleBudget): string {
  budget.spend(COST.read, text.length);
  const decimal = readDecimal(text.trim());
  return decimal === null ? `"${comparableText(text, ignoreCase, budget)}` : `#${decimal}`;
}

function members(value: JsonObject, ignoreCase: boolean, budget: RuleBudget): readonly string[] {
  const names = Object.keys(value).filter((name) => !isAbsent(value[name]));
  budget.spend(COST.member, names.length);
  const keys = names.map((name) =>
    joined([comparableText(name, false, budget), equalityKey(value[name], ignoreCase, budget)], budget),
  );
  return keys.sort();
}

/** Each with its length before it: whatever stands in a text, it cannot be taken for two. */
function joined(keys: readonly string[], budget: RuleBudget): string {
  const text = keys.map((key) => `${key.length}:${key}`).join('');
  budget.spend(COST.read, text.length);
  return text;
}
