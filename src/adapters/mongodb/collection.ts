import { MongoBulkWriteError, MongoServerError } from 'mongodb';
import type { AnyBulkWriteOperation, Collection, Db, FindCursor, IndexDescription } from 'mongodb';
import { collectionName, indexedValue, splitIndex } from '../../kernel/projection';
import type { Index, ReadModelShape } from '../../kernel/projection';
import type { Change, Find } from '../../ports/read-store';
import { toStored } from './stored-document';
import type { StoredDocument } from './stored-document';

/** Documents a write, so that none gets near the size or the time that a server allows. */
const BATCH = 1_000;

const DUPLICATE_KEY = 11_000;
/** An index of this name has other fields; an index of these fields has another name. */
const INDEX_CONFLICTS: readonly unknown[] = [85, 86];

/** One projection version's collection. */
export class MongoCollection {
  private readonly documents: Collection<StoredDocument>;
  private readonly fields: readonly string[];

  constructor(
    db: Db,
    private readonly shape: ReadModelShape,
  ) {
    this.documents = db.collection(collectionName(shape));
    this.fields = [...new Set(Object.values(shape.indexes).flat())];
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

  /**
   * Replaces documents of older or equal positions. A key that is in use then holds a newer position, or another writer
   * has just made it: asking again without making it tells them apart, and leaves the newer alone.
   */
  async write(changes: readonly Change[]): Promise<void> {
    for (let from = 0; from < changes.length; from += BATCH) {
      const batch = changes.slice(from, from + BATCH).map((change) => this.stored(change));
      const inUse = await this.replace(batch, true);
      if (inUse.length > 0) await this.replace(inUse, false);
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

  async find(query: Find): Promise<readonly StoredDocument[]> {
    const cursor = this.cursor(query);
    return query.limit === 0 ? [] : cursor.toArray(); // to a server, no limit
  }

  async explain(query: Find): Promise<object> {
    return this.cursor(query).explain('executionStats');
  }

  /** One range of one index. Only with a lower bound is it plain to the server that a document without the field is not asked for. */
  private cursor({ index, equals, from = '', before, descending = false, limit }: Find): FindCursor<StoredDocument> {
    const { compared, order } = splitIndex(this.shape, index, equals);
    const filter = Object.fromEntries<object>(compared.map((field, i) => [path(field), { $eq: equals[i] }]));
    filter[path(order)] = { $gte: from, ...(before === undefined ? {} : { $lt: before }) };
    return this.documents
      .find(filter)
      .hint(index)
      .sort({ [path(order)]: descending ? -1 : 1 })
      .limit(limit)
      .batchSize(limit);
  }

  private stored(change: Change): StoredDocument {
    const { document } = change;
    if (document !== null) for (const field of this.fields) indexedValue(document, field);
    return toStored(change, this.fields);
  }

  /** Answers with those whose key is in use by a newer document. */
  private async replace(batch: readonly StoredDocument[], upsert: boolean): Promise<readonly StoredDocument[]> {
    const operations = batch.map(({ _id, ...replacement }): AnyBulkWriteOperation<StoredDocument> => {
      const filter = { _id, position: { $lte: replacement.position } };
      return { replaceOne: { filter, replacement, upsert } };
    });
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

const path = (field: string): string => `document.${field}`;

/** Only documents in which every field is a string are in the index. */
const described = (name: string, fields: Index): IndexDescription => ({
  name,
  key: Object.fromEntries(fields.map((field) => [path(field), 1])),
  partialFilterExpression: Object.fromEntries(fields.map((field) => [path(field), { $gte: '' }])),
});
