import { toValue } from 'liquidjs';
import { decimalOf } from '../rules/decimal';

/** What a value is shown as. @throws Error for what cannot be shown */
export function toText(value: unknown): string {
  const shown = toValue(value) as unknown;
  if (shown === undefined || shown === null) return '';
  if (Array.isArray(shown)) throw new Error('a list cannot be shown as a text: say join, or which of its items');
  if (typeof shown === 'object') throw new Error('an object cannot be shown as a text: say which of its fields');
  if (typeof shown === 'number') return textOfNumber(shown);
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- objects are none of these any more
  return String(shown);
}

function textOfNumber(number: number): string {
  if (!Number.isFinite(number)) throw new Error('the result is not a number');
  return decimalOf(number);
}
