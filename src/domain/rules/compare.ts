import { shortText } from '../../kernel/json-size';
import type { Json } from '../../kernel/message';
import { compareByCodePoint } from './comparable-text';
import { ConditionError } from './condition-error';
import { containsText } from './contains-text';
import { compareDecimals } from './decimal';
import type { Operand } from './operand';
import type { Comparison } from './rule';
import { COST } from './rule-budget';
import type { RuleBudget } from './rule-budget';

export interface Comparing {
  /** Of the run: where a date alone begins, and a time without an offset is; IANA name. */
  readonly timezone: string;
  readonly budget: RuleBudget;
}

/**
 * A value that is absent equals what is absent too; it has no order and contains nothing.
 * @throws ConditionError
 */
export function compare(rule: Comparison, actual: Operand, value: Operand, by: Comparing): boolean {
  switch (rule.op) {
    case 'exists':
      return !actual.absent;
    case 'not_exists':
      return actual.absent;
    case 'eq':
      return equal(actual, value);
    case 'ne':
      return !equal(actual, value);
    case 'in':
      return isIn(rule, actual, value);
    case 'not_in':
      return !isIn(rule, actual, value);
    case 'contains':
      return contains(rule, actual, value, by.budget);
    default:
      return !actual.absent && !value.absent && comparePresent(rule, actual, value, by);
  }
}

function comparePresent(rule: Comparison, actual: Operand, value: Operand, by: Comparing): boolean {
  switch (rule.op) {
    case 'gt':
      return ordered(rule, actual, value, by.budget) > 0;
    case 'gte':
      return ordered(rule, actual, value, by.budget) >= 0;
    case 'lt':
      return ordered(rule, actual, value, by.budget) < 0;
    case 'lte':
      return ordered(rule, actual, value, by.budget) <= 0;
    case 'starts_with':
      return textOf(rule, actual, value, actual).startsWith(textOf(rule, actual, value, value));
    case 'ends_with':
      return textOf(rule, actual, value, actual).endsWith(textOf(rule, actual, value, value));
    case 'before':
      return timeOf(rule, actual, value, actual, by) < timeOf(rule, actual, value, value, by);
    case 'after':
      return timeOf(rule, actual, value, actual, by) > timeOf(rule, actual, value, value, by);
    default:
      return false;
  }
}

/** A list or an object equals no single value, whatever is in it: that is seen without looking inside. */
function equal(a: Operand, b: Operand): boolean {
  return shapeOf(a.json) === shapeOf(b.json) && a.key === b.key;
}

function shapeOf(value: Json | undefined): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'object' : 'single';
}

function isIn(rule: Comparison, actual: Operand, value: Operand): boolean {
  if (Array.isArray(value.json)) return value.itemKeys.has(actual.key);
  if (actual.absent) return false;
  throw impossible(rule, actual, value, 'a list to be found in');
}

function contains(rule: Comparison, actual: Operand, value: Operand, budget: RuleBudget): boolean {
  if (actual.absent) return false;
  if (Array.isArray(actual.json)) return actual.itemKeys.has(value.key);
  if (value.absent) return false;
  const text = textOf(rule, actual, value, actual);
  const sought = textOf(rule, actual, value, value);
  budget.spend(COST.searched, text.length + sought.length);
  return containsText(text, sought);
}

function ordered(rule: Comparison, a: Operand, b: Operand, budget: RuleBudget): number {
  const [left, right] = [a.decimal, b.decimal];
  if (left !== null && right !== null) {
    budget.spend(COST.read, Math.min(left.length, right.length));
    return compareDecimals(left, right);
  }
  if (typeof a.json === 'string' && typeof b.json === 'string') return compareByCodePoint(a.text, b.text, budget);
  throw impossible(rule, a, b, 'two numbers, texts that are numbers in decimal form, or two texts');
}

function textOf(rule: Comparison, actual: Operand, value: Operand, of: Operand): string {
  if (typeof of.json === 'string' || typeof of.json === 'number') return of.text;
  throw impossible(rule, actual, value, rule.op === 'contains' ? 'texts, numbers or a list' : 'texts or numbers');
}

function timeOf(rule: Comparison, actual: Operand, value: Operand, of: Operand, { timezone }: Comparing): number {
  const time = of.time(timezone);
  if (time === null) throw impossible(rule, actual, value, 'ISO 8601 dates or times');
  return time;
}

/** In an error, of each of the two values. */
const MAX_TOLD = 40;

function impossible({ field, op }: Comparison, actual: Operand, value: Operand, expected: string): ConditionError {
  const [found, compared] = [actual, value].map(({ json = null }) => shortText(json, MAX_TOLD));
  return new ConditionError(
    `${field} is ${found} and cannot be compared (${op}) with ${compared}: expected ${expected}`,
  );
}
