import { MongoServerError } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import type { StoredRecord } from '../../ports/read-store';

/** The record is kept as text: its field names are its own. */
interface Stored {
  readonly _id: string;
  readonly revision: number;
  readonly record: string;
}

const DUPLICATE_KEY = 11_000;

/** One document a record, which are changed by compare-and-set. */
export class MongoRecords {
  private readonly records: Collection<Stored>;

  constructor(db: Db) {
    this.records = db.collection('records');
  }

  async read(): Promise<ReadonlyMap<string, StoredRecord>> {
    const found = await this.records.find().toArray();
    return new Map(found.map(({ _id, revision, record }) => [_id, { revision, record: JSON.parse(record) as object }]));
  }

  async replace(name: string, revision: number, record: object): Promise<boolean> {
    const next = { revision: revision + 1, record: JSON.stringify(record) };
    if (revision > 0) {
      const { matchedCount } = await this.records.updateOne({ _id: { $eq: name }, revision }, { $set: next });
      return matchedCount === 1;
    }
    try {
      await this.records.insertOne({ _id: name, ...next });
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }
}
