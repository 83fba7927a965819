import type { Event, RecordedEvent } from './message';

/**
 * An index is a list of document fields. All but the last are compared for equality, the last one is the order: a string
 * that is unique in the collection. A document that lacks one of the fields (null or absent) is not in the index.
 * A read model can only be searched through an index it declares, so no query can scan a collection.
 */
export type Index = readonly [string, ...string[]];

/** What a read store needs to know of a projection to keep its documents. */
export interface ReadModelShape {
  readonly name: string;
  /** Rises when the fold or the indexes change: each version has a collection of its own. */
  readonly version: number;
  readonly indexes: Readonly<Record<string, Index>>;
}

/**
 * A read model as a pure fold. `keys` says which documents an event touches, `fold` how it changes each of them; null is
 * no document. A fold is total over the events it names in `keys`, and depends on nothing but its arguments.
 */
export interface Projection<Doc extends object = object, E extends Event = Event> extends ReadModelShape {
  keys(event: RecordedEvent<E>): readonly string[];
  fold(document: Doc | null, event: RecordedEvent<E>, key: string): Doc | null;
}
