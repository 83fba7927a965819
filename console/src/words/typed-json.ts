/** JSON as somebody typed it, every number of it kept as it is: another would be sent, and the service could not tell. */
export function parseTyped(text: string): unknown {
  const typed: unknown = JSON.parse(text);
  for (const [token] of text.matchAll(TEXT_OR_NUMBER))
    if (!token.startsWith('"') && !isKept(token))
      throw new SyntaxError(`${token} is a number that cannot be kept as it is: put it in quotes.`);
  return typed;
}

const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** Digits that tell every double from the others. */
const MOST_DIGITS = 17;

/** As the service decides it. */
export function isKept(decimal: string): boolean {
  const [number, digits] = [Number(decimal), digitsOf(decimal)];
  if (digits === '') return true;
  if (!Number.isFinite(number) || number === 0) return false;
  if (digits === digitsOf(String(number))) return true;
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER || digits.length > MOST_DIGITS) return false;
  return digits === digitsOf(number.toPrecision(digits.length));
}

const digitsOf = (number: string): string =>
  number
    .replace(/e.*/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
