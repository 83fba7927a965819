import { MongoServerError } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import type { Leases } from '../../ports/leases';
import { answered } from './answering';

interface Lease {
  readonly _id: string;
  readonly holder: string;
  /** By the server's clock: those of the processes may differ. */
  readonly until: Date;
}

const DUPLICATE_KEY = 11_000;
const NEVER = new Date(0);

/** One document a lease. The server's clock says whether it is over. */
export class MongoLeases implements Leases {
  private readonly leases: Collection<Lease>;

  constructor(db: Db) {
    this.leases = db.collection('leases');
  }

  async take(name: string, holder: string, ttlMs: number): Promise<boolean> {
    const me = { $literal: holder };
    const isFree = { $or: [{ $eq: ['$holder', me] }, { $lt: [{ $ifNull: ['$until', NEVER] }, '$$NOW'] }] };
    const unlessTaken = (field: keyof Lease, value: object): object => ({ $cond: [isFree, value, `$${field}`] });
    const taken = { holder: unlessTaken('holder', me), until: unlessTaken('until', { $add: ['$$NOW', ttlMs] }) };
    try {
      const lease = await answered(() =>
        this.leases.findOneAndUpdate({ _id: { $eq: name } }, [{ $set: taken }], {
          upsert: true,
          returnDocument: 'after',
        }),
      );
      return lease?.holder === holder;
    } catch (error) {
      // Another made the document at the same moment.
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  async release(name: string, holder: string): Promise<void> {
    await answered(() => this.leases.deleteOne({ _id: { $eq: name }, holder: { $eq: holder } }));
  }

  async held(prefix: string, ms = 0): Promise<readonly string[]> {
    const isKept = { $gte: ['$until', { $subtract: ['$$NOW', ms] }] };
    const current = { _id: { $gte: prefix, $lt: `${prefix}\uffff` }, $expr: isKept };
    const found = await answered(() => this.leases.find(current).toArray());
    return found.map(({ _id }) => _id);
  }
}
