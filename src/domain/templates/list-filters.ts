import type { Filter } from './filter-costs';
import { decimalsOf, numberOf, result } from './numbers';
import type { Work } from './render-budget';
import type { RenderContext } from './render-context';
import { textOf } from './render-context';
import { toText } from './to-text';

/** Units of a comparison, and of a number that is reckoned with. */
const COMPARISON = 15;
const RECKONED = 40;

type Compare = (left: unknown, right: unknown) => number;

/** Liquid's own order, whose comparisons LiquidJS does not count: of long texts they are most of the work. */
export const sort: Filter = sortedBy((left, right) => compare(left, right));
export const sortNatural: Filter = sortedBy((left, right) => compare(folded(left), folded(right)));

/** @throws Error for an item that is there and has no fields */
export const map: Filter = function* (value, property) {
  const fields: unknown[] = [];
  for (const item of listOf(value)) fields.push(yield* fieldOf(this.context, item, property));
  return fields;
};

/** Of what is absent it is absent, of an empty list 0. @throws Error for an item that is no number */
export const sum: Filter = function* (value, property) {
  if (isNone(value)) return undefined;
  const { work } = this.context.rendering;
  let [total, decimals] = [0, 0];
  for (const item of listOf(value)) {
    const one = isNone(property) ? item : yield* fieldOf(this.context, item, property);
    work.use(RECKONED);
    const number = numberOf('sum', textOf(one)) ?? 0;
    total += number;
    decimals = Math.max(decimals, decimalsOf(number));
  }
  return result('sum', total, decimals);
};

/** @throws Error for what has neither items nor fields */
export const size: Filter = (value) => {
  if (isNone(value)) return 0;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (typeof value === 'object') return Object.keys(value as object).length;
  throw new Error('size takes a list, a text or an object');
};

/** @throws Error for what is neither a list nor a text */
export const ofItems = (name: string, filter: Filter): Filter =>
  function (value, ...args) {
    if (isNone(value) || typeof value === 'string' || Array.isArray(value)) return filter.call(this, value, ...args);
    throw new Error(`${name} takes a list or a text`);
  };

/** @throws Error for what is neither a list nor can be shown as a text */
export const slice = (filter: Filter): Filter =>
  function (value, ...args) {
    return filter.call(this, isNone(value) || Array.isArray(value) ? value : toText(value), ...args);
  };

/** What is absent comes last; what has no order keeps its place. */
function compare(left: unknown, right: unknown): number {
  if (isNone(left) || isNone(right)) return Number(isNone(left)) - Number(isNone(right));
  const [a, b] = [left as number, right as number];
  return a < b ? -1 : Number(a > b);
}

const isNone = (value: unknown): boolean => value === undefined || value === null;
const folded = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : isNone(value) ? [] : [value]);

function* fieldOf(context: RenderContext, item: unknown, property: unknown): Generator<unknown, unknown, unknown> {
  const field = yield context._getFromScope(item, toText(property), false);
  if (field === undefined && !isNone(item) && typeof item !== 'object')
    throw new Error(`an item of the list is no object and has no ${JSON.stringify(toText(property).slice(0, 64))}`);
  return field;
}

function sortedBy(order: Compare): Filter {
  return function* (value, property) {
    const { context } = this;
    const keyed: { readonly item: unknown; readonly key: unknown }[] = [];
    for (const item of listOf(value)) {
      const key = isNone(property) ? item : yield* fieldOf(context, item, property);
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
