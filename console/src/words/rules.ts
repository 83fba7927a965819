import type { components } from '../api/schema';
import { number } from './time';

export type Rule = components['schemas']['Rule'];
export type Comparison = components['schemas']['Comparison'];
export type Operator = Comparison['op'];
type ComparisonResult = components['schemas']['ComparisonResult'];

/** Each operator where it holds, and where it does not. */
const OPERATORS: Readonly<Record<Operator, readonly [holds: string, not: string]>> = {
  eq: ['is', 'is not'],
  ne: ['is not', 'is'],
  gt: ['is more than', 'is not more than'],
  gte: ['is at least', 'is not at least'],
  lt: ['is less than', 'is not less than'],
  lte: ['is at most', 'is not at most'],
  in: ['is one of', 'is none of'],
  not_in: ['is none of', 'is one of'],
  contains: ['contains', 'does not contain'],
  starts_with: ['starts with', 'does not start with'],
  ends_with: ['ends with', 'does not end with'],
  exists: ['is there', 'is not there'],
  not_exists: ['is not there', 'is there'],
  before: ['is before', 'is not before'],
  after: ['is after', 'is not after'],
};

export const OPERATOR_WORDS = Object.entries(OPERATORS).map(([op, [holds]]) => [op as Operator, holds] as const);

/** Whether an operator compares with nothing. */
export const takesNoValue = (op: Operator): boolean => op === 'exists' || op === 'not_exists';

/** "estimate total" of data.estimate.total, "contact name" of contact.name; "…" where none is chosen yet. */
export const fieldInWords = (path: string): string =>
  path
    .replace(/^\s*$/, '…')
    .replace(/^data\./, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/[._]/g, ' ')
    .toLowerCase()
    .replaceAll('timezone', 'time zone');

const NOTHING = 'nothing';
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** A value as one would say it; texts that are no numbers in quotes. */
export function valueInWords(value: unknown): string {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return NOTHING;
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return DECIMAL.test(value) ? value : `“${value}”`;
  if (Array.isArray(value)) return value.map(valueInWords).join(', ');
  return JSON.stringify(value);
}

const target = ({ op, value }: Pick<Comparison, 'op' | 'value'>): string =>
  takesNoValue(op) ? '' : ` ${valueInWords(value)}`;

/** "estimate total 6,200 is at least 1,000", or why it did not hold: "estimate total 80 is not at least 1,000". */
export function resultInWords({ field, op, value, actual, passed }: ComparisonResult): string {
  const [holds, not] = OPERATORS[op];
  if (!takesNoValue(op) && valueInWords(actual) === NOTHING)
    return `there is no ${fieldInWords(field)}: it ${passed ? holds : not}${target({ op, value })}`;
  const found = takesNoValue(op) ? '' : ` ${valueInWords(actual)}`;
  return `${fieldInWords(field)}${found} ${passed ? holds : not}${target({ op, value })}`;
}

/** @param holds 0, or 1 for that it does not */
const comparisonInWords = (comparison: Comparison, holds: 0 | 1): string =>
  `${fieldInWords(comparison.field)} ${OPERATORS[comparison.op][holds]}${target(comparison)}`;

/** A whole rule in one line. */
export function ruleInWords(rule: Rule, inside = false): string {
  if ('not' in rule && 'field' in rule.not) return comparisonInWords(rule.not, 1);
  if ('not' in rule) return `not ${ruleInWords(rule.not, true)}`;
  if ('field' in rule) return comparisonInWords(rule, 0);
  const [rules, word, none] = 'all' in rule ? [rule.all, ' and ', 'always'] : [rule.any, ' or ', 'never'];
  const text = rules.map((one) => ruleInWords(one, rules.length > 1)).join(word) || none;
  return inside && rules.length > 1 ? `(${text})` : text;
}
