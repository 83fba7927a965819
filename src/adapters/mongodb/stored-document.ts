import type { Position } from '../../kernel/message';
import type { Change } from '../../ports/read-store';

/** A document as MongoDB holds it. */
export interface StoredDocument {
  readonly _id: string;
  /** Of the last event folded into it. */
  readonly position: Position;
  /** What teams look at, and what is indexed. A deleted document has none; its position stays, as its tombstone. */
  readonly document?: object;
  /** The whole document, where BSON would not give it back exactly; `document` then has its indexed fields only. */
  readonly json?: string;
}

/** @param indexed fields that are strings or null */
export function toStored({ key, position, document }: Change, indexed: readonly string[]): StoredDocument {
  if (document === null) return { _id: key, position };
  if (isExact(document, DEPTH)) return { _id: key, position, document };
  const fields = Object.entries(document).filter(([field]) => indexed.includes(field));
  return { _id: key, position, document: Object.fromEntries(fields), json: JSON.stringify(document) };
}

/** Null: it was deleted. */
export function fromStored({ document, json }: StoredDocument): object | null {
  return json === undefined ? (document ?? null) : (JSON.parse(json) as object);
}

/** Levels of nesting: a server takes about a hundred. */
const DEPTH = 90;

/** Half of a surrogate pair, which UTF-8 cannot hold. */
const HALF_PAIR = /\p{Surrogate}/u;

/**
 * Whether a JSON value comes back from BSON as it went. What users send may hold names that mean something to a server or
 * its driver ($ref, _bsontype), zero bytes in names, and text that is no UTF-8; a negative zero is a zero in JSON.
 */
function isExact(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return !HALF_PAIR.test(value);
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'boolean':
    case 'undefined':
      return true;
    case 'object':
      if (value === null) return true;
      if (depth === 0) return false;
      return Array.isArray(value)
        ? value.every((item) => isExact(item, depth - 1))
        : Object.entries(value).every(([name, item]) => isPlain(name) && isExact(item, depth - 1));
    default:
      return false;
  }
}

const isPlain = (name: string): boolean =>
  !name.startsWith('$') && name !== '_bsontype' && !name.includes('\0') && !HALF_PAIR.test(name);
