import { isExact } from '../../kernel/exact-number';
import { at } from '../../kernel/input';

/** Numbers of so many digits, or with an exponent, are the only ones that may be others once they are read. */
const MANY_DIGITS = 16;
const SUSPECT = /(?:^|[[:,\s])-?(?:\d[\d.]{15}|[\d.]+e)/i;
const MAX_TOLD = 20;

/** An object or a list that is being read. Of an object the last text before a value is its name, with its quotes. */
interface Place {
  readonly isList: boolean;
  readonly parent: Place | null;
  name: string;
  index: number;
}

/**
 * The paths of the numbers that would be kept as others: whole ones beyond 2^53 and fractions of many digits are rounded,
 * and so large or so small ones that they are infinite or 0. At most twenty of them.
 * @param text valid JSON
 */
export function changedNumbers(text: string): readonly string[] {
  if (!SUSPECT.test(text)) return [];
  const changed: string[] = [];
  let place = null as Place | null;
  for (let i = 0; i < text.length && changed.length < MAX_TOLD; i++) {
    switch (text[i]) {
      case '{':
      case '[':
        place = { isList: text[i] === '[', parent: place, name: '', index: 0 };
        break;
      case '}':
      case ']':
        place = place?.parent ?? null;
        break;
      case ',':
        if (place !== null) place.index += 1;
        break;
      case '"': {
        const end = endOfText(text, i);
        if (place?.isList === false) place.name = text.slice(i, end);
        i = end - 1;
        break;
      }
      default: {
        const end = endOfNumber(text, i);
        if (end === i) break;
        const number = text.slice(i, end);
        if (isSuspect(number) && !isExact(number)) changed.push(pathOf(place));
        i = end - 1;
      }
    }
  }
  return changed;
}

/** After its closing quote. */
function endOfText(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** After its last character; where it starts when there is no number. */
function endOfNumber(text: string, start: number): number {
  let end = start;
  while (IN_NUMBER.has(text[end] ?? '')) end++;
  return end;
}

const IN_NUMBER = new Set('0123456789-+.eE');

function pathOf(place: Place | null): string {
  if (place === null) return '';
  const path = pathOf(place.parent);
  return place.isList ? `${path}[${place.index}]` : at(path, JSON.parse(place.name) as string);
}

/** Letters of `true`, `false` and `null` look like parts of one. */
const isSuspect = (token: string): boolean =>
  (token.length >= MANY_DIGITS || /e/i.test(token)) && !Number.isNaN(Number(token));
