/** Digits that tell every double from the others; whoever writes one needs no more. */
const MOST_DIGITS = 17;

/**
 * Whether a number is the same once it is read as a double, and nothing of it is lost. Whole ones beyond 2^53 are to come
 * back digit by digit, since they may be somebody's id. A fraction may be another's writing of the double that it is read
 * as, with up to 17 digits: 0.10000000000000001 is 0.1.
 * @param decimal as JSON writes numbers
 */
export function isExact(decimal: string): boolean {
  const [number, digits] = [Number(decimal), digitsOf(decimal)];
  if (digits === '') return true;
  if (!Number.isFinite(number) || number === 0) return false;
  if (digits === digitsOf(String(number))) return true;
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER || digits.length > MOST_DIGITS) return false;
  return digits === digitsOf(number.toPrecision(digits.length));
}

/** Without zeros at either end. Where its point is, nothing is lost. */
const digitsOf = (number: string): string =>
  number
    .replace(/e.*/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
