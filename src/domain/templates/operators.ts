import { defaultOperators } from 'liquidjs';
import type { Context, Operators } from 'liquidjs';
import type { RenderContext } from './render-context';
import { textOf } from './render-context';
import { useSearch } from './searching';

/** Units of an operator, and of each item that it may compare. */
const OPERATOR = 80;
const ITEM = 35;

type Operator = (...of: unknown[]) => unknown;

/** LiquidJS's own, counted. */
export const operators = Object.fromEntries(
  Object.entries(defaultOperators as Record<string, Operator>).map(([name, operator]) => [
    name,
    counted(operator, name === 'contains'),
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
