import type { TextCheck } from '../../kernel/input';
import type { Json, JsonObject } from '../../kernel/message';
import { ownName } from '../own-name';

/** What rules and reminders look at. */
export interface Facts {
  readonly contact: JsonObject;
  readonly data: JsonObject;
}

/** Names of any script; a joiner is a part of words in some. */
const PATH = /^(contact|data)(\.[\p{L}\p{M}\p{N}_@$ \u200c\u200d-]+){1,20}$/u;

const MAX = 512;

/** `contact.` or `data.` and up to twenty names or list indexes, with dots between them. */
export const isFieldPath = (text: string): boolean => text.length <= MAX && PATH.test(text);

export const FIELD: TextCheck = {
  max: MAX,
  test: (text) => (isFieldPath(text) ? null : 'must be a path into contact or data, such as data.total'),
};

/** The value at a dotted path; undefined when there is none. Own properties only, by names in whatever form of Unicode. */
export const readPath = (facts: Facts, path: string): Json | undefined => valueAt(facts, path);

/** Likewise in any value. */
export function valueAt(within: unknown, path: string): Json | undefined {
  let value = within;
  for (const name of path.split('.')) {
    const found = typeof value === 'object' && value !== null ? ownName(value, name) : undefined;
    if (found === undefined) return undefined;
    value = (value as Record<string, unknown>)[found];
  }
  return value as Json | undefined;
}
