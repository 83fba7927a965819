import type { Event, RecordedEvent } from './message';

/**
 * An index is a list of document fields. All but the last are compared for equality, the last one is the order: a string
 * that is unique in the collection. A document that lacks one of the fields (null or absent) is not in the index.
 * A last field that is written `words[]` is a list of strings, by each of which the document is found, in no order.
 * A read model can only be searched through an index it declares, so no query can scan a collection.
 */
export type Index = readonly [string, ...string[]];

const LIST = '[]';

/** Whether a field of an index is a list. */
export const isList = (field: string): boolean => field.endsWith(LIST);

/** The field of the document. */
export const fieldName = (field: string): string => (isList(field) ? field.slice(0, -LIST.length) : field);

/** What a read store needs to know of a projection to keep its documents. */
export interface ReadModelShape {
  readonly name: string;
  /** Rises when the fold or the indexes change: each version has a collection of its own. */
  readonly version: number;
  /** A collection beside the first one of its version, folded from the same log; absent: the first one. */
  readonly copy?: string;
  readonly indexes: Readonly<Record<string, Index>>;
}

/** What every store calls a collection. */
export const collectionName = ({ name, version, copy }: ReadModelShape): string =>
  copy === undefined ? `${name}_v${version}` : `${name}_v${version}_${copy}`;

/**
 * The fields of an index: those that are compared with as many values, and the one that is the order.
 * @throws Error when the index is not declared or compares another number of fields
 */
export function splitIndex(
  shape: ReadModelShape,
  index: string,
  values: readonly string[],
): { readonly compared: readonly string[]; readonly order: string } {
  const fields = Object.hasOwn(shape.indexes, index) ? shape.indexes[index] : undefined;
  if (fields === undefined) throw new Error(`${collectionName(shape)} has no index ${index}`);
  const compared = fields.slice(0, -1);
  if (values.length !== compared.length)
    throw new Error(`index ${index} of ${collectionName(shape)} takes ${compared.length} values`);
  return { compared, order: fields.at(-1) ?? fields[0] };
}

/**
 * What an index holds of a document: a list as JSON.
 * @throws Error when the field is neither what the index says, nor null or absent
 */
export function indexedValue(document: object, field: string): string | null {
  const name = fieldName(field);
  const value: unknown = Object.hasOwn(document, name) ? document[name as keyof typeof document] : null;
  if (value === null || value === undefined) return null;
  if (!isList(field)) {
    if (typeof value === 'string') return value;
    throw new Error(`the indexed field ${name} is a ${typeof value}, not a string`);
  }
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return JSON.stringify(value);
  throw new Error(`the indexed field ${name} is not a list of strings`);
}

/**
 * A read model as a pure fold. `keys` says which documents an event touches, `fold` how it changes each of them; null is
 * no document. A fold is total over the events it names in `keys`, and depends on nothing but its arguments.
 */
export interface Projection<Doc extends object = object, E extends Event = Event> extends ReadModelShape {
  /** Of the events that it folds; those of other types touch no document. */
  readonly types: ReadonlySet<string>;
  keys(event: RecordedEvent<E>): readonly string[];
  fold(document: Doc | null, event: RecordedEvent<E>, key: string): Doc | null;
}
