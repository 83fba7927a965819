import type { Invalid } from '../../kernel/errors';
import { ObjectInput, at, copyJson } from '../../kernel/input';
import type { Json } from '../../kernel/message';
import { parseTime } from '../time/parse-time';
import { OPERATORS } from './rule';
import type { Operator, Rule } from './rule';
import { FIELD } from './field-path';

const MAX_DEPTH = 10;
/** Comparisons in one `all` or `any`. */
export const MAX_RULES = 100;
const GROUPS = ['all', 'any', 'not'] as const;

/** A rule from untrusted input; what is wrong with it is noted with its path, and what comes back then is of no use. */
export function checkRule(input: unknown, path: string, errors: Invalid[], depth = 1): Rule {
  const rule = ObjectInput.read(input, path, errors);
  if (rule === null) return NO_RULE;
  const groups = GROUPS.filter((group) => rule.has(group));
  const [group] = groups;
  if (group === undefined) return comparison(rule);
  if (depth > MAX_DEPTH) return rule.fault(group, `is nested more than ${MAX_DEPTH} deep`, NO_RULE);
  const parsed = group === 'not' ? negation(rule, depth) : several(rule, group, depth);
  rule.end();
  return parsed;
}

/** How many comparisons a rule makes. */
export function comparisonsIn(rule: Rule): number {
  if ('not' in rule) return comparisonsIn(rule.not);
  if ('all' in rule) return rule.all.reduce((count, one) => count + comparisonsIn(one), 0);
  if ('any' in rule) return rule.any.reduce((count, one) => count + comparisonsIn(one), 0);
  return 1;
}

const NO_RULE: Rule = { all: [] };

const negation = (rule: ObjectInput, depth: number): Rule => ({
  not: checkRule(rule.take('not'), at(rule.path, 'not'), rule.errors, depth + 1),
});

function several(rule: ObjectInput, group: 'all' | 'any', depth: number): Rule {
  const items = rule.list(group, MAX_RULES);
  const rules = items.map((item, i) => checkRule(item, `${at(rule.path, group)}[${i}]`, rule.errors, depth + 1));
  return group === 'all' ? { all: rules } : { any: rules };
}

function comparison(rule: ObjectInput): Rule {
  const field = rule.string('field', FIELD);
  const op = rule.optionalChoice('op', OPERATORS);
  const given = rule.take('value') as Json | undefined;
  const ignoreCase = rule.take('ignoreCase');
  if (ignoreCase !== undefined && ignoreCase !== true) rule.fault('ignoreCase', 'must be true when it is given', null);
  rule.end();
  if (op === undefined) return rule.missing('op', NO_RULE);
  const value = given === undefined ? undefined : copyJson(given);
  const wrong = wrongValue(op, value);
  if (wrong !== null) rule.fault('value', wrong, null);
  return {
    field,
    op,
    ...(value === undefined ? {} : { value }),
    ...(ignoreCase === true ? { ignoreCase } : {}),
  };
}

/** What is wrong with the value an operator compares with; null when nothing is. */
function wrongValue(op: Operator, value: Json | undefined): string | null {
  const given = value !== undefined;
  switch (op) {
    case 'exists':
    case 'not_exists':
      return given ? `is not taken by ${op}` : null;
    case 'eq':
    case 'ne':
    case 'contains':
      return given ? null : 'is required';
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return typeof value === 'number' || typeof value === 'string' ? null : 'must be a number or a text';
    case 'in':
    case 'not_in':
      return Array.isArray(value) ? null : 'must be a list';
    case 'starts_with':
    case 'ends_with':
      return typeof value === 'string' || typeof value === 'number' ? null : 'must be a text or a number';
    case 'before':
    case 'after':
      return typeof value === 'string' && parseTime(value.trim(), 'UTC') !== null
        ? null
        : 'must be an ISO 8601 date or time';
  }
}
