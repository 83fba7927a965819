/** Digits that tell every double from the others; whoever writes one needs no more. */
const MOST_DIGITS = 17;

/**
 * Whether a number is the same once it is read as a double, and nothing of it is lost. Whole ones beyond 2^53 are to come
 * back digit by digit, since they may be somebody's id. A fraction may be another's writing of the double that it is read
 * as, with up to 17 digits: 0.10000000000000001 is 0.1.
 * @param decimal as JSON writes numbers
 */
export function isExact(decimal: string): boolean {
  const number = Number(decimal);
  if (!Number.isFinite(number)) return false;
  if (number === 0) return !/^[^e]*[1-9]/i.test(decimal);
  const written = scientific(decimal);
  if (written.text === scientific(String(number)).text) return true;
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER || written.digits > MOST_DIGITS) return false;
  return written.text === scientific(number.toPrecision(written.digits)).text;
}

/** Its digits without zeros at either end, and the power of ten that the first of them stands at. */
function scientific(number: string): { readonly text: string; readonly digits: number } {
  const [mantissa = '', exponent = '0'] = number.replace(/^[-+]/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const begun = (whole + fraction).replace(/^0+/, '');
  const digits = begun.replace(/0+$/, '');
  return { text: `${digits}e${Number(exponent) + begun.length - fraction.length}`, digits: digits.length };
}
