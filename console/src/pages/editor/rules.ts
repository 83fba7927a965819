import { takesNoValue } from '../../words/rules';
import type { Comparison, Operator, Rule } from '../../words/rules';

export type Kind = 'all' | 'any' | 'not';
type Group = Exclude<Rule, Comparison>;

export const KINDS: readonly (readonly [Kind, string])[] = [
  ['all', 'All of these hold'],
  ['any', 'Any of these holds'],
  ['not', 'This does not hold'],
];

export const kindOf = (rule: Group): Kind => ('all' in rule ? 'all' : 'any' in rule ? 'any' : 'not');
export const rulesIn = (rule: Group): readonly Rule[] =>
  'all' in rule ? rule.all : 'any' in rule ? rule.any : [rule.not];

export const withRules = (rule: Group, rules: readonly Rule[]): Rule => made(kindOf(rule), rules);

/** Nothing within is lost: several that are not to hold become a group that is not to. */
export function withKind(rule: Group, kind: Kind): Rule {
  const rules = rulesIn(rule);
  const [only] = rules;
  if (kindOf(rule) === kind) return rule;
  if (kind !== 'not') return made(kind, rules);
  return { not: rules.length === 1 && only !== undefined ? only : made(kindOf(rule), rules) };
}

function made(kind: Kind, rules: readonly Rule[]): Rule {
  if (kind === 'all') return { all: [...rules] };
  if (kind === 'any') return { any: [...rules] };
  const [only] = rules;
  return only === undefined ? { all: [] } : { not: only };
}

const isList = (op: Operator): boolean => op === 'in' || op === 'not_in';

/** The value goes along as far as the operator takes it. */
export function withOperator({ value, ignoreCase, ...rest }: Comparison, op: Operator): Comparison {
  if (takesNoValue(op)) return { ...rest, op };
  const kept = isList(op) ? listOf(value) : Array.isArray(value) ? ((value as unknown[])[0] ?? '') : (value ?? '');
  return { ...rest, op, value: kept, ...(ignoreCase === undefined ? {} : { ignoreCase }) };
}

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value];

/** A value as one types it. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** A number, yes or no, where the text is just that. */
export function valueFrom(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
