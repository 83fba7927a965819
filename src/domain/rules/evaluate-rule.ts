import { shortened } from '../../kernel/json-size';
import type { Json } from '../../kernel/message';
import { compare } from './compare';
import type { Comparing } from './compare';
import { readPath } from './field-path';
import type { Facts } from './field-path';
import { Operand } from './operand';
import type { Comparison, Operator, Rule } from './rule';
import { COST } from './rule-budget';

/** A comparison as people are shown it; a value that is absent is shown as null, a long one cut short. */
export type ComparisonResult = {
  readonly field: string;
  readonly op: Operator;
  readonly value: Json;
  readonly actual: Json;
  readonly passed: boolean;
  readonly ignoreCase?: true;
};

export interface RuleResult {
  readonly passed: boolean;
  /** All of them, also those that did not decide. */
  readonly comparisons: readonly ComparisonResult[];
}

/** @throws ConditionError */
export function evaluateRule(rule: Rule, facts: Facts, by: Comparing): RuleResult {
  const evaluation = new Evaluation(facts, by);
  const passed = evaluation.passes(rule);
  return { passed, comparisons: evaluation.comparisons };
}

class Evaluation {
  readonly comparisons: ComparisonResult[] = [];
  /** By field, and by whether case matters: what was made of a value serves all that compare it. */
  private readonly found = { exactly: new Map<string, Operand>(), folded: new Map<string, Operand>() };

  constructor(
    private readonly facts: Facts,
    private readonly by: Comparing,
  ) {}

  passes(rule: Rule): boolean {
    if ('all' in rule) return rule.all.map((one) => this.passes(one)).every(Boolean);
    if ('any' in rule) return rule.any.map((one) => this.passes(one)).some(Boolean);
    if ('not' in rule) return !this.passes(rule.not);
    return this.compares(rule);
  }

  private compares(rule: Comparison): boolean {
    const { field, op, value = null, ignoreCase } = rule;
    this.by.budget.spend(COST.comparison, 1);
    const actual = this.at(field, ignoreCase === true);
    const passed = compare(rule, actual, new Operand(value, ignoreCase === true, this.by.budget), this.by);
    const told = ignoreCase === undefined ? {} : { ignoreCase };
    this.comparisons.push({ field, op, value: shown(value), actual: shown(actual.json ?? null), passed, ...told });
    return passed;
  }

  private at(field: string, ignoreCase: boolean): Operand {
    const known = ignoreCase ? this.found.folded : this.found.exactly;
    const found = known.get(field) ?? new Operand(readPath(this.facts, field), ignoreCase, this.by.budget);
    known.set(field, found);
    return found;
  }
}

/** Results go into the ledger and onto a screen, those of several conditions in one append. */
const MAX_SHOWN = 200;

/** Listing the names of a large object takes milliseconds, and a hundred conditions may look at the same. */
const shownBefore = new WeakMap<object, Json>();

function shown(value: Json): Json {
  if (typeof value !== 'object' || value === null) return shortened(value, MAX_SHOWN);
  const made = shownBefore.get(value) ?? shortened(value, MAX_SHOWN);
  shownBefore.set(value, made);
  return made;
}
