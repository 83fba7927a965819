import { Drop, defaultOperators } from 'liquidjs';
import type { Context, Operators } from 'liquidjs';
import { isAbsent } from '../absent';
import { shortText } from '../../kernel/json-size';
import type { Json } from '../../kernel/message';
import type { RenderContext } from './render-context';
import { amountOf } from './numbers';
import { textOf } from './render-context';
import { useSearch } from './searching';
import { toText } from './to-text';

/** Units of an operator, and of each item that it may compare. */
const OPERATOR = 80;
const ITEM = 35;
/** In an error, of each of two values. */
const MAX_TOLD = 40;

type Operator = (...of: unknown[]) => unknown;

const ORDERS = new Set(['<', '<=', '>', '>=']);

/**
 * Numbers, and texts that are numbers in decimal form, are ordered as numbers, other texts as texts; what is absent has no
 * order.
 */
const ordering =
  (operator: Operator): Operator =>
  (left, right, context) => {
    const [a, b] = [textOf(left), textOf(right)];
    if (isDrop(a) || isDrop(b)) return operator(a, b, context);
    if (isAbsent(a as Json) || isAbsent(b as Json)) return false;
    const [x, y] = [amountOf(a), amountOf(b)];
    if (x !== null && y !== null) return operator(Number(x), Number(y), context);
    if (typeof a === 'string' && typeof b === 'string') return operator(a, b, context);
    const [one, other] = [a, b].map((value) => shortText(value as Json, MAX_TOLD));
    throw new Error(`${one} and ${other} have no order: only numbers, or two texts, are greater or less`);
  };

/** A number holds the digits of its decimal text. */
const containing =
  (operator: Operator): Operator =>
  (left, right, context) =>
    operator(typeof left === 'number' ? toText(left) : left, right, context);

/** `nil`, `blank` and `empty`, which know themselves what they compare with. */
const isDrop = (value: unknown): boolean => value instanceof Drop;

/** LiquidJS's own, counted, and with the order that values have in the rules of workflows. */
export const operators = Object.fromEntries(
  Object.entries(defaultOperators as Record<string, Operator>).map(([name, operator]) => [
    name,
    counted(
      ORDERS.has(name) ? ordering(operator) : name === 'contains' ? containing(operator) : operator,
      name === 'contains',
    ),
  ]),
) as Operators;

export const equals = (left: unknown, right: unknown, context: Context): unknown =>
  (operators['=='] as Operator)(left, right, context);

function counted(operator: Operator, searches: boolean): Operator {
  return (...of) => {
    const { work } = (of.at(-1) as RenderContext).rendering;
    const [left, right] = of.slice(0, -1).map(textOf);
    work.use(OPERATOR);
    if (Array.isArray(left)) work.useList(left, ITEM);
    if (Array.isArray(right)) work.useList(right, ITEM);
    if (typeof left === 'string') {
      if (searches) useSearch(work, left, String(right));
      else work.useText(left);
    }
    return operator(...of);
  };
}
