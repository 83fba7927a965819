import { START } from '../kernel/message';
import type { Position } from '../kernel/message';
import type { ReadModelShape } from '../kernel/projection';

/**
 * Where read models live: a collection for each copy of a projection version, documents by key, and beside them the checkpoint, the
 * position up to which the log is folded into them.
 *
 * Promises that every adapter keeps (test/contracts/read-store.ts):
 * - `commit` is safe to repeat: a document is never replaced by one folded to an older position, and a checkpoint never
 *   goes back. Documents become visible no later than their checkpoint.
 * - Of those who replace a record as they read it at the same time, one does.
 * - `find` reads one declared index and nothing else, in the byte order of its last field; by an index of a list it gives
 *   each document once, in no order.
 * - `scan` gives every document that stands unchanged from its first page to its last exactly once.
 */
export interface ReadStore {
  /** The collection of this name, version and copy with its indexes, made when it is missing. */
  open<Doc extends object>(shape: ReadModelShape): Promise<ReadModel<Doc>>;

  /** Writes every model's changes, then its checkpoint; of each model in one transaction where the store has them. */
  commit(writes: readonly ModelWrite[]): Promise<void>;

  /**
   * Puts one document right while others fold: writes this in place of what was last written of its key, if that still
   * stands at the position that it was seen at (null: nothing was ever written). No guard looks at the new position.
   * @returns whether it did
   */
  replaceDocument(shape: ReadModelShape, seen: Position | null, change: Change): Promise<boolean>;

  /**
   * Throws a collection's documents and its checkpoint away, so that the log is folded into it anew. Nobody may fold into
   * it meanwhile. Cut short, it leaves a checkpoint of no log.
   */
  clear(shape: ReadModelShape): Promise<void>;

  /**
   * Takes a collection away with its indexes and its checkpoint, if there is one. Nobody may fold into it or read it
   * meanwhile. Cut short, it leaves a checkpoint of no log. Opened again, it is empty.
   */
  drop(shape: ReadModelShape): Promise<void>;

  /**
   * What the disk has to have free to fold a collection a second time and to verify that, and what it has, in bytes; null
   * where nobody can tell.
   */
  room(shape: ReadModelShape): Promise<Room | null>;

  /** What is kept beside the collections, by name: which of them is what. Few, and small. */
  records(): Promise<ReadonlyMap<string, StoredRecord>>;

  /**
   * Replaces a record as it was read; of a name that has none, 0 is the revision.
   * @returns whether it was still of that revision, and so is replaced
   */
  replaceRecord(name: string, revision: number, record: object): Promise<boolean>;

  /** What time it is by the store's own clock, in milliseconds since the epoch; null where it has none. */
  time(): Promise<number | null>;

  /** Resolves when the store answers, rejects with the reason when it doesn't. */
  ping(): Promise<void>;

  close(): Promise<void>;
}

export interface Room {
  readonly needed: number;
  readonly free: number;
}

export interface StoredRecord {
  /** 1 for the first, one more each time it is replaced. */
  readonly revision: number;
  readonly record: object;
}

export interface ReadModel<Doc extends object = object> {
  readonly shape: ReadModelShape;
  /** The documents of those keys that exist. */
  get(keys: readonly string[]): Promise<ReadonlyMap<string, Stored<Doc>>>;
  /**
   * What was last written of those keys: what folding goes on from. A commit that was cut short has written documents
   * beyond the checkpoint, and so may have deleted some; those are among them, with the position they were deleted at.
   */
  lastChanges(keys: readonly string[]): Promise<ReadonlyMap<string, Change>>;
  /** @throws Error when the index is not declared or `equals` has the wrong length */
  find(query: Find): Promise<readonly Stored<Doc>[]>;
  /** The next documents after a key, exclusive, in the byte order of keys; null: from the first. Fewer than `limit`: there are no more. */
  scan(after: string | null, limit: number): Promise<readonly Seen<Doc>[]>;
  /** What was last written of one key, as `lastChanges` gives it; null: nothing. For whoever is to put it right. */
  peek(key: string): Promise<Seen<Doc> | null>;
  /** How many documents there are, all of them counted: some 100 ms a million in SQLite, in parts, a second or two in MongoDB. */
  count(): Promise<number>;
  checkpoint(): Promise<Checkpoint>;
}

/** How far which log is folded. */
export interface Checkpoint {
  /** START: nothing is folded. */
  readonly position: Position;
  /** The event that stands there; null at START, and where an older version wrote the checkpoint. */
  readonly eventId: string | null;
  /** The identity of the log; null likewise. */
  readonly log: string | null;
}

export const NOTHING_FOLDED: Checkpoint = { position: START, eventId: null, log: null };

export interface Stored<Doc extends object> {
  readonly key: string;
  /** The position of the last event folded into it. */
  readonly position: Position;
  readonly document: Doc;
}

/** What stands under a key, for whoever looks whether it is right: damage of one document is told and ends nothing. */
export interface Seen<Doc extends object = object> {
  readonly key: string;
  readonly position: Position;
  /** Null: it was deleted, or cannot be read. */
  readonly document: Doc | null;
  /** What stands there is no document any more, or is found by what it does not say. */
  readonly isDamaged?: true;
}

/**
 * Documents whose first fields equal `equals` and whose last field is in [from, before), in its order; of a list, one of its
 * strings is.
 */
export interface Find {
  readonly index: string;
  readonly equals: readonly string[];
  readonly from?: string;
  readonly before?: string;
  readonly descending?: boolean;
  readonly limit: number;
}

export interface ModelWrite {
  readonly model: ReadModel;
  readonly changes: readonly Change[];
  readonly checkpoint: Checkpoint;
}

/** The new state of a document, null when it is gone; `position` is that of the last event folded into it. */
export interface Change {
  readonly key: string;
  readonly position: Position;
  readonly document: object | null;
}

/** Names the read store where interfaces cannot. */
export const READ_STORE = Symbol('read store');
