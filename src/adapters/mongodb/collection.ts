import { MongoBulkWriteError, MongoServerError } from 'mongodb';
import type { AnyBulkWriteOperation, Collection, Db, FindCursor, IndexDescription } from 'mongodb';
import type { Position } from '../../kernel/message';
import { collectionName, fieldName, indexedValue, isList, splitIndex } from '../../kernel/projection';
import type { Index, ReadModelShape } from '../../kernel/projection';
import type { Change, Find } from '../../ports/read-store';
import { toStored } from './stored-document';
import type { StoredDocument } from './stored-document';

/** Documents a write, so that none gets near the size or the time that a server allows. */
const BATCH = 1_000;

/** What a tombstone lacks. */
const IS_THERE = { document: { $exists: true } };

const DUPLICATE_KEY = 11_000;
/** An index of this name has other fields; an index of these fields has another name. */
const INDEX_CONFLICTS: readonly unknown[] = [85, 86];

/** One projection version's collection. */
export class MongoCollection {
  private readonly documents: Collection<StoredDocument>;
  private readonly fields: readonly string[];
  /** What they are called in a document. */
  private readonly names: readonly string[];
  /** What folding found missing and has not written yet: it is inserted, at a fraction of what an update costs a server. */
  private readonly missing = new Set<string>();

  constructor(
    db: Db,
    private readonly shape: ReadModelShape,
  ) {
    this.documents = db.collection(collectionName(shape));
    this.fields = [...new Set(Object.values(shape.indexes).flat())];
    this.names = this.fields.map(fieldName);
  }

  /** Makes its indexes, and so itself, where they are missing. */
  async create(): Promise<void> {
    const indexes = Object.entries(this.shape.indexes).map(([name, fields]) => described(name, fields));
    if (indexes.length === 0) return;
    try {
      await this.documents.createIndexes(indexes);
    } catch (error) {
      if (!(error instanceof MongoServerError) || !INDEX_CONFLICTS.includes(error.code)) throw error;
      const { collectionName: name } = this.documents;
      throw new Error(`the indexes of ${name} have changed: the projection needs a new version`, { cause: error });
    }
  }

  /** Each only over an older or equal position. */
  async write(changes: readonly Change[]): Promise<void> {
    for (let from = 0; from < changes.length; from += BATCH) {
      let left = changes.slice(from, from + BATCH).map((change) => this.stored(change));
      while (left.length > 0) left = await this.put(left);
    }
    this.missing.clear();
  }

  /** In place of what stands at the position `seen`; null: of nothing. Says whether it did. */
  async replace(seen: Position | null, change: Change): Promise<boolean> {
    const stored = this.stored(change);
    if (seen !== null) {
      const at = { _id: { $eq: stored._id }, position: { $eq: seen } };
      return (await this.documents.replaceOne(at, stored)).matchedCount === 1;
    }
    try {
      await this.documents.insertOne(stored);
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  /** Tombstones included. */
  async get(keys: readonly string[]): Promise<readonly StoredDocument[]> {
    if (keys.length === 0) return [];
    return this.documents
      .find({ _id: { $in: [...keys] } })
      .batchSize(keys.length)
      .toArray();
  }

  /** For folding, which is about to write these keys. */
  async getToFold(keys: readonly string[]): Promise<readonly StoredDocument[]> {
    const found = await this.get(keys);
    for (const key of keys) this.missing.add(key);
    for (const { _id } of found) this.missing.delete(_id);
    return found;
  }

  async find(query: Find): Promise<readonly StoredDocument[]> {
    const cursor = this.cursor(query);
    return query.limit === 0 ? [] : cursor.toArray(); // to a server, no limit
  }

  /** Tombstones left out. */
  async scan(after: string | null, limit: number): Promise<readonly StoredDocument[]> {
    return this.documents
      .find(after === null ? IS_THERE : { ...IS_THERE, _id: { $gt: after } })
      .hint('_id_')
      .sort({ _id: 1 })
      .limit(limit)
      .batchSize(limit)
      .toArray();
  }

  async count(): Promise<number> {
    return this.documents.countDocuments(IS_THERE);
  }

  async explain(query: Find): Promise<object> {
    return this.cursor(query).explain('executionStats');
  }

  /** One range of one index. The lower bound makes it plain to a server that no document without the field is asked for. */
  private cursor({ index, equals, from = '', before, descending = false, limit }: Find): FindCursor<StoredDocument> {
    const { compared, order } = splitIndex(this.shape, index, equals);
    const filter = Object.fromEntries<object>(compared.map((field, i) => [path(field), { $eq: equals[i] }]));
    const range = { $gte: from, ...(before === undefined ? {} : { $lt: before }) };
    filter[path(order)] = isList(order) ? { $elemMatch: range } : range;
    const found = this.documents.find(filter).hint(index).limit(limit).batchSize(limit);
    return isList(order) ? found : found.sort({ [path(order)]: descending ? -1 : 1 });
  }

  private stored(change: Change): StoredDocument {
    const { document } = change;
    if (document !== null) for (const field of this.fields) indexedValue(document, field);
    return toStored(change, this.names);
  }

  /** Answers with those that another writer has just made: they are there now, and are to be put again. */
  private async put(batch: readonly StoredDocument[]): Promise<StoredDocument[]> {
    const operations = batch.map((one) =>
      this.missing.delete(one._id) ? { insertOne: { document: one } } : replaceOlder(one),
    );
    try {
      await this.documents.bulkWrite(operations, { ordered: false });
      return [];
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const failed = [error.writeErrors].flat();
      const written = error.result.getWriteConcernError() === undefined;
      if (!written || failed.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
      return failed.flatMap(({ index }) => batch[index] ?? []);
    }
  }
}

/**
 * Found by its key alone, which is much faster for a server than a filter with the position in it. A document that is
 * missing has none, which is older than any.
 */
const replaceOlder = (stored: StoredDocument): AnyBulkWriteOperation<StoredDocument> => {
  const isOlder = { $lte: ['$position', stored.position] };
  const update = [{ $replaceWith: { $cond: [isOlder, { $literal: stored }, '$$ROOT'] } }];
  return { updateOne: { filter: { _id: stored._id }, update, upsert: true } };
};

const path = (field: string): string => `document.${fieldName(field)}`;

/** Only documents in which every field is a string, or a list that holds one, are in the index. */
const described = (name: string, fields: Index): IndexDescription => ({
  name,
  key: Object.fromEntries(fields.map((field) => [path(field), 1])),
  partialFilterExpression: Object.fromEntries(fields.map((field) => [path(field), { $gte: '' }])),
});
