import type { ComparisonResult } from './evaluate-rule';
import type { Rule } from './rule';

/**
 * Of the comparisons of a rule those by which it came out as it did: of an `all` that failed those of the parts that failed,
 * of one that passed all, of an `any` the other way round, of a `not` those of what it denies.
 * @param comparisons all of them, as the rule was evaluated
 */
export function decidingComparisons(rule: Rule, comparisons: readonly ComparisonResult[]): readonly ComparisonResult[] {
  let at = 0;
  const verdictOf = (part: Rule): Verdict => {
    if ('not' in part) {
      const { passed, by } = verdictOf(part.not);
      return { passed: !passed, by };
    }
    if ('all' in part || 'any' in part) {
      const isAll = 'all' in part;
      const parts = (isAll ? part.all : part.any).map(verdictOf);
      const passed = isAll ? parts.every((one) => one.passed) : parts.some((one) => one.passed);
      return { passed, by: parts.filter((one) => one.passed === passed).flatMap(({ by }) => by) };
    }
    const compared = comparisons[at++];
    return compared === undefined ? { passed: false, by: [] } : { passed: compared.passed, by: [compared] };
  };
  return verdictOf(rule).by;
}

interface Verdict {
  readonly passed: boolean;
  readonly by: readonly ComparisonResult[];
}
