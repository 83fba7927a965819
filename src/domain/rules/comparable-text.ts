import { ConditionError } from './condition-error';
import { COST } from './rule-budget';
import type { RuleBudget } from './rule-budget';

/**
 * What is not of Latin, Cyrillic, Chinese, Japanese or Korean as they are mostly written, nor punctuation or an emoji: only
 * there a text can differ from its NFC.
 */
const MAY_CHANGE =
  /[^\0-\u02ff\u0400-\u0482\u048a-\u052f\u200d\u2010-\u2027\u20a0-\u20c0\u3000-\u3029\u3030-\u3098\u309b-\u33ff\u4e00-\u9fff\uac00-\ud7a3\ud83c-\ud83e\udc00-\udfff\ufe0f\uff01-\uff60]/;
/** Putting marks in order takes a time that grows with the square of how many stand together; no script has so many. */
const TOO_MANY_MARKS = /(?<!\p{M})\p{M}{100}/u;

/** A text as it is compared: in NFC, and when case does not matter, folded. @throws ConditionError */
export function comparableText(text: string, ignoreCase: boolean, budget: RuleBudget): string {
  const composed = compose(text, budget);
  return ignoreCase ? fold(composed, budget) : composed;
}

function compose(text: string, budget: RuleBudget): string {
  budget.spend(COST.read, text.length);
  if (!MAY_CHANGE.test(text)) return text;
  budget.spend(COST.normalised, text.length);
  if (TOO_MANY_MARKS.test(text)) throw new ConditionError('a text that is compared has a hundred marks on one letter');
  return text.normalize('NFC');
}

/** Lower, upper and lower again, so that ẞ, ß and SS are one, and so are the sigmas. */
function fold(text: string, budget: RuleBudget): string {
  budget.spend(COST.folded, text.length);
  return compose(text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ'), budget);
}

/** Less than 0 when `a` comes before `b` by code point: by UTF-16 unit, 😀 would come before ﬁ. */
export function compareByCodePoint(a: string, b: string, budget: RuleBudget): number {
  const shorter = Math.min(a.length, b.length);
  budget.spend(COST.searched, shorter);
  for (let i = 0; i < shorter; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Halves of pairs stand for what is beyond all single units. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
