import { toValue } from 'liquidjs';
import { isAbsent } from '../absent';
import { shortText } from '../../kernel/json-size';
import type { Json } from '../../kernel/message';
import type { Filter } from './filter-costs';

/** A number as people write it, without signs between its digits and without an exponent. */
const WRITTEN = /^[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})$/;

/** Of a value that is no number, in the message that says so. */
const MAX_TOLD = 40;

/** A number, or a text that is one in decimal form, exactly; null for anything else. */
export function amountOf(value: unknown): number | Intl.StringNumericLiteral | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return WRITTEN.test(text) ? (text.replace('+', '') as Intl.StringNumericLiteral) : null;
}

/** Null for what is absent. @throws Error for what is there and no number that can be reckoned with */
export function numberOf(name: string, value: unknown): number | null {
  const given = toValue(value) as Json | undefined;
  if (given === undefined || isAbsent(given)) return null;
  const amount = amountOf(given);
  if (amount === null)
    throw new Error(
      `${name} takes numbers, and texts that are numbers in decimal form: ${shortText(given, MAX_TOLD)} is none`,
    );
  const number = Number(amount);
  if (typeof amount === 'string' && Math.abs(number) > Number.MAX_SAFE_INTEGER)
    throw new Error(`${name} cannot take ${shortText(given, MAX_TOLD)}, which has more digits than it reckons with`);
  return number;
}

/** Undefined for what is absent. @throws Error for what is there and no whole number */
export function wholeNumberOf(name: string, value: unknown): number | undefined {
  const number = numberOf(name, value);
  if (number !== null && !Number.isInteger(number)) throw new Error(`${name} takes whole numbers`);
  return number ?? undefined;
}

/**
 * A result with no more decimals than there can be: 0.1 and 0.2 make 0.3.
 * @param decimals that it has at most; null where it may have any number of them
 * @throws Error when it is no number, as of a division by zero
 */
export function result(name: string, number: unknown, decimals: number | null): number {
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new Error(`the result of ${name} is not a number`);
  if (Number.isInteger(number)) return number;
  return Number(decimals === null || decimals > SURE ? number.toPrecision(SURE) : number.toFixed(decimals));
}

/** Digits that doubles are sure of. */
const SURE = 15;

/** Of its decimal text: of 1.25e-7 nine. */
export function decimalsOf(number: number): number {
  if (Number.isInteger(number)) return 0;
  const [mantissa = '', exponent = '0'] = String(number).split('e');
  return (mantissa.split('.')[1]?.length ?? 0) - Number(exponent);
}

export const OF_NUMBERS = new Set([
  ...['plus', 'minus', 'times', 'divided_by', 'modulo', 'abs', 'ceil', 'floor', 'round', 'at_least', 'at_most'],
]);
/** To these what is absent is 0, so that a sum can begin with nothing. */
const FROM_ZERO = new Set(['plus', 'minus', 'at_least']);
/** How many decimals a result has at most, by those of the numbers that it is made of. */
const DECIMALS: Readonly<Record<string, (a: number, b: number) => number>> = {
  plus: Math.max,
  minus: Math.max,
  modulo: Math.max,
  times: (a, b) => a + b,
};
const SUMS = new Set(['plus', 'minus']);
const PRODUCTS = new Set(['times', 'divided_by', 'modulo']);

/**
 * Liquid's own, but what is no number is never taken for 0. What is absent adds nothing and limits nothing; whatever
 * else is made of it is absent too.
 */
export const ofNumbers = (name: string, filter: Filter): Filter =>
  function (value, ...args) {
    const number = numberOf(name, value);
    const by = name === 'round' ? (wholeNumberOf(name, args[0]) ?? null) : numberOf(name, args[0]);
    if (number === null && !FROM_ZERO.has(name)) return undefined;
    if (by === null && args.length > 0 && PRODUCTS.has(name)) return undefined;
    const isLeftOut = by === null && !(args.length > 0 && SUMS.has(name));
    const made = filter.call(this, number ?? 0, ...(isLeftOut ? [] : [by ?? 0, ...args.slice(1, 2)]));
    const decimals = Number.isInteger(made)
      ? undefined
      : DECIMALS[name]?.(decimalsOf(number ?? 0), decimalsOf(by ?? 0));
    return result(name, made, decimals ?? null);
  };
