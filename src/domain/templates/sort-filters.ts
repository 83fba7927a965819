import type { Filter } from './filter-costs';
import type { Work } from './render-budget';
import { textOf } from './render-context';

/** Units of a comparison. */
const COMPARISON = 15;

type Compare = (left: unknown, right: unknown) => number;

/** Liquid's own order, whose comparisons LiquidJS does not count: of long texts they are most of the work. */
export const sort: Filter = sortedBy((left, right) => compare(left, right));
export const sortNatural: Filter = sortedBy((left, right) => compare(folded(left), folded(right)));

/** What is absent comes last; what has no order keeps its place. */
function compare(left: unknown, right: unknown): number {
  if (isNone(left) || isNone(right)) return Number(isNone(left)) - Number(isNone(right));
  const [a, b] = [left as number, right as number];
  return a < b ? -1 : Number(a > b);
}

const isNone = (value: unknown): boolean => value === undefined || value === null;
const folded = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

function sortedBy(order: Compare): Filter {
  return function* (value, property) {
    const { context } = this;
    const list: readonly unknown[] = Array.isArray(value) ? value : isNone(value) ? [] : [value];
    const keyed: { readonly item: unknown; readonly key: unknown }[] = [];
    for (const item of list) {
      const key: unknown = isNone(property) ? item : yield context._getFromScope(item, String(property), false);
      keyed.push({ item, key: textOf(key) });
    }
    const { work } = context.rendering;
    return keyed.sort(({ key: a }, { key: b }) => countedly(work, a, b, order)).map(({ item }) => item);
  };
}

function countedly(work: Work, left: unknown, right: unknown, order: Compare): number {
  work.use(COMPARISON);
  work.useList([left, right], COMPARISON);
  return order(left, right);
}
