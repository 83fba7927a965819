import type { Json } from '../../kernel/message';

/** rule: a condition over the contact and the data of a run. `checkRule` makes them from untrusted input. */
export type Rule =
  Comparison | { readonly all: readonly Rule[] } | { readonly any: readonly Rule[] } | { readonly not: Rule };

export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'ends_with',
  'exists',
  'not_exists',
  'before',
  'after',
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Comparison {
  /** Dotted path into {contact, data}: `data.estimate.total`. */
  readonly field: string;
  readonly op: Operator;
  readonly value?: Json;
  /** Texts are compared without regard to case. */
  readonly ignoreCase?: true;
}
