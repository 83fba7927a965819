import type { RenderContext } from './render-context';
import type { Work } from './render-budget';
import { useSearch } from './searching';
import { Written } from './written';

/** A filter as LiquidJS calls it; what it yields or returns may be a generator. */
export type Filter = (this: FilterThis, value: unknown, ...args: readonly unknown[]) => unknown;
interface FilterThis {
  readonly context: RenderContext;
  readonly liquid: unknown;
}

/** Units of a filter, of one of its arguments, of each item of a list that it goes through, and of one that it looks into. */
const FILTER = 110;
const ARGUMENT = 15;
const ITEM = 30;
const LOOKED_INTO = 130;
/** Of each character of an expression that is parsed anew. */
const PARSED = 60;

const OWN: Readonly<Record<string, number>> = {
  ...{ date: 7_000, money: 4_000, sha256: 250, hmac_sha256: 350 },
  ...{ plus: 40, minus: 40, times: 40, modulo: 60, divided_by: 40, round: 90, at_least: 40, at_most: 40 },
};
const SEARCHES = /^(split|replace|remove)/;
const LOOKS_INTO = /^(where|reject|has|find|find_index|group_by)(_exp)?$/;
const EXPRESSION = /_exp$/;

/** Counts what a filter is about to do. */
export function costOf(work: Work, name: string, value: unknown, args: readonly unknown[]): void {
  work.use(FILTER + (OWN[name] ?? 0) + args.length * ARGUMENT + lengthOf(value));
  const told = args.reduce<number>((sum, arg) => sum + lengthOf(arg), 0);
  work.use(told);
  if (SEARCHES.test(name)) useSearch(work, textIn(value), textIn(args[0]));
  if (EXPRESSION.test(name)) work.use(lengthOf(args[1]) * PARSED);
  const isOne = typeof value !== 'object' || value === null;
  const items = isOne ? 1 : Array.isArray(value) ? value.length : Object.keys(value).length;
  if (!isOne) work.use(items * ((LOOKS_INTO.test(name) ? LOOKED_INTO : ITEM) + told));
  // a list that is no argument for it may be made a text, for each item anew
  for (const arg of args) if (Array.isArray(arg)) for (let i = 0; i < items; i++) work.useList(arg, ITEM);
}

/** Counts what it made. */
export function useMade(work: Work, made: unknown): void {
  if (typeof made === 'string') work.use(made.length);
  if (made instanceof Written) work.use(made.text.length + made.written.length);
  if (Array.isArray(made)) work.useList(made, 10);
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);
