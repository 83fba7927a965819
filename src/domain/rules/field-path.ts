import type { Json, JsonObject } from '../../kernel/message';

/** What rules and reminders look at. */
export interface Facts {
  readonly contact: JsonObject;
  readonly data: JsonObject;
}

const PATH = /^(contact|data)(\.[A-Za-z0-9_@$ -]+){1,20}$/;

/** `contact.` or `data.` and up to twenty names or list indexes, with dots between them. */
export const isFieldPath = (text: string): boolean => text.length <= 512 && PATH.test(text);

/** The value at a dotted path; undefined when there is none. Own properties only. */
export function readPath(facts: Facts, path: string): Json | undefined {
  let value: unknown = facts;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value as Json | undefined;
}
