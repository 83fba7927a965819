import { MongoServerError } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import type { Leases } from '../../ports/leases';

interface Lease {
  readonly _id: string;
  readonly holder: string;
  /** By the server's clock: those of the processes may differ. */
  readonly until: Date;
}

const DUPLICATE_KEY = 11_000;

/** One document a lease. The server's clock says whether it is over. */
export class MongoLeases implements Leases {
  private readonly leases: Collection<Lease>;

  constructor(db: Db) {
    this.leases = db.collection('leases');
  }

  /** Another's that is not over makes the upsert meet its key. */
  async take(name: string, holder: string, ttlMs: number): Promise<boolean> {
    const free = { $or: [{ holder: { $eq: holder } }, { $expr: { $lt: ['$until', '$$NOW'] } }] };
    const taken = { holder: { $literal: holder }, until: { $add: ['$$NOW', ttlMs] } };
    try {
      await this.leases.updateOne({ _id: name, ...free }, [{ $set: taken }], { upsert: true });
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  async release(name: string, holder: string): Promise<void> {
    await this.leases.deleteOne({ _id: name, holder: { $eq: holder } });
  }

  async held(prefix: string): Promise<readonly string[]> {
    const current = { _id: { $gte: prefix, $lt: `${prefix}\uffff` }, $expr: { $gte: ['$until', '$$NOW'] } };
    const found = await this.leases.find(current).toArray();
    return found.map(({ _id }) => _id);
  }
}
