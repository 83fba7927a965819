import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '../../kernel/errors';
import { excerpt } from '../../kernel/json-size';
import type { Json } from '../../kernel/message';
import type { Comparison, Operator, Rule } from './rule';
import { containsText } from './contains-text';
import { readPath } from './field-path';
import type { Facts } from './field-path';
import { parseTime } from '../time/parse-time';

/** A comparison as people are shown it; a value that is absent is shown as null, a long one cut short. */
export type ComparisonResult = {
  readonly field: string;
  readonly op: Operator;
  readonly value: Json;
  readonly actual: Json;
  readonly passed: boolean;
};

export interface RuleResult {
  readonly passed: boolean;
  /** All of them, also those that did not decide. */
  readonly comparisons: readonly ComparisonResult[];
}

/** A comparison of values that cannot be compared: the rule has no answer. */
export class ConditionError extends DomainError {
  constructor(message: string) {
    super('condition_error', message);
    this.name = 'ConditionError';
  }
}

/** @throws ConditionError */
export function evaluateRule(rule: Rule, facts: Facts): RuleResult {
  const comparisons: ComparisonResult[] = [];
  const passed = evaluate(rule, facts, comparisons);
  return { passed, comparisons };
}

function evaluate(rule: Rule, facts: Facts, seen: ComparisonResult[]): boolean {
  const each = (rules: readonly Rule[]): boolean[] => rules.map((one) => evaluate(one, facts, seen));
  if ('all' in rule) return each(rule.all).every(Boolean);
  if ('any' in rule) return each(rule.any).some(Boolean);
  if ('not' in rule) return !evaluate(rule.not, facts, seen);
  const actual = readPath(facts, rule.field);
  const passed = compare(rule, actual);
  const { field, op, value = null } = rule;
  seen.push({ field, op, value: shown(value), actual: shown(actual ?? null), passed });
  return passed;
}

/**
 * An absent field makes every comparison false, but `ne`, `not_in` and `not_exists` true. Numbers are ordered with
 * numbers and texts with texts; times are compared as instants.
 */
function compare({ field, op, value = null }: Comparison, actual: Json | undefined): boolean {
  if (actual === undefined) return op === 'ne' || op === 'not_in' || op === 'not_exists';
  switch (op) {
    case 'exists':
      return true;
    case 'not_exists':
      return false;
    case 'eq':
      return isDeepStrictEqual(actual, value);
    case 'ne':
      return !isDeepStrictEqual(actual, value);
    case 'in':
      return listOf(field, value).some((one) => isDeepStrictEqual(actual, one));
    case 'not_in':
      return !listOf(field, value).some((one) => isDeepStrictEqual(actual, one));
    case 'gt':
      return ordered(field, actual, value) > 0;
    case 'gte':
      return ordered(field, actual, value) >= 0;
    case 'lt':
      return ordered(field, actual, value) < 0;
    case 'lte':
      return ordered(field, actual, value) <= 0;
    case 'contains':
      return Array.isArray(actual)
        ? actual.some((one) => isDeepStrictEqual(one, value))
        : containsText(text(field, actual), text(field, value));
    case 'starts_with':
      return text(field, actual).startsWith(text(field, value));
    case 'ends_with':
      return text(field, actual).endsWith(text(field, value));
    case 'before':
      return time(field, actual) < time(field, value);
    case 'after':
      return time(field, actual) > time(field, value);
  }
}

function ordered(field: string, actual: Json, value: Json): number {
  if (typeof actual === 'number' && typeof value === 'number') return actual - value;
  if (typeof actual === 'string' && typeof value === 'string') return actual < value ? -1 : Number(actual > value);
  throw new ConditionError(`${field} is ${kind(actual)} and cannot be ordered with ${kind(value)}`);
}

function listOf(field: string, value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  throw new ConditionError(`${field} is to be found in ${kind(value)}, not in a list`);
}

function text(field: string, value: Json): string {
  if (typeof value === 'string') return value;
  throw new ConditionError(`${field} is compared as text, but there is ${kind(value)}`);
}

function time(field: string, value: Json): number {
  const parsed = typeof value === 'string' ? parseTime(value, 'UTC') : null;
  if (parsed === null)
    throw new ConditionError(`${field} is compared as a time, but there is ${kind(value)} that is none`);
  return parsed;
}

function kind(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Results go into the ledger and onto a screen, those of several conditions in one append. */
const MAX_SHOWN = 200;

function shown(value: Json): Json {
  if (typeof value === 'string') return excerpt(value, MAX_SHOWN);
  if (typeof value !== 'object' || value === null) return value;
  const json = JSON.stringify(value);
  const short = excerpt(json, MAX_SHOWN);
  return short === json ? value : short;
}
