/**
 * decimal: a number as digits, of any length and exact: `-12.5`, without zeros that say nothing and without an exponent.
 * Compared digit by digit, since doubles take 9007199254740993 for its neighbour.
 */
export type Decimal = string;

/** As JSON writes numbers, without an exponent: `007`, `+5` and `1,000` are names, codes and other texts. */
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** The number that a text is in decimal form, `1250.00`; null when it is none. */
export function readDecimal(text: string): Decimal | null {
  if (!DECIMAL.test(text)) return null;
  const significant = text.includes('.') ? withoutEnd(text) : text;
  return significant === '-0' ? '0' : significant;
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  if (text[end - 1] === '.') end -= 1;
  return text.slice(0, end);
}

/** A number's decimal text: 1e21 with all its zeros, 1e-7 as 0.0000001. */
export function decimalOf(number: number): Decimal {
  const text = String(number === 0 ? 0 : number);
  if (!text.includes('e')) return text;
  const [mantissa = '', exponent] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

/** Less than 0 when `a` is less than `b`, 0 when they are the same. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const negative = a.startsWith('-');
  if (negative !== b.startsWith('-')) return negative ? -1 : 1;
  return negative ? compareSizes(b.slice(1), a.slice(1)) : compareSizes(a, b);
}

function compareSizes(a: Decimal, b: Decimal): number {
  const longer = wholeDigits(a) - wholeDigits(b);
  if (longer !== 0) return longer;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function wholeDigits(decimal: Decimal): number {
  const point = decimal.indexOf('.');
  return point === -1 ? decimal.length : point;
}
