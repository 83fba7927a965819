import { MongoClient } from 'mongodb';
import type { AnyBulkWriteOperation, Collection, Db, MongoClientOptions } from 'mongodb';
import { collectionName } from '../../kernel/projection';
import type { Position } from '../../kernel/message';
import type { ReadModelShape } from '../../kernel/projection';
import { NOTHING_FOLDED } from '../../ports/read-store';
import type {
  Change,
  Checkpoint,
  Find,
  ModelWrite,
  ReadModel,
  ReadStore,
  Room,
  Seen,
  Stored,
  StoredRecord,
} from '../../ports/read-store';
import { WRITE_MS, answered } from './answering';
import { MongoCollection } from './collection';
import { MongoLeases } from './leases';
import { MongoRecords } from './records';
import { fromStored } from './stored-document';
import type { StoredDocument } from './stored-document';

/** Where the URL names no database. */
const DATABASE = 'runledger';

/**
 * Folding reads what it wrote, so it reads from the primary, and what it was told is written must not be rolled back,
 * whatever the URL says. Times are in milliseconds.
 */
const OPTIONS = {
  appName: 'runledger',
  readPreference: 'primary',
  writeConcern: { w: 'majority', wtimeoutMS: 10_000 },
  ignoreUndefined: true,
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 30_000,
} satisfies MongoClientOptions;

/** What an older version wrote has a position alone. */
type StoredCheckpoint = { readonly _id: string } & Pick<Checkpoint, 'position'> & Partial<Checkpoint>;

/** What no log is called. */
const NO_LOG = '';

/**
 * Read models in MongoDB, on a single server as well as on a replica set: it needs no transactions. Documents are written
 * first, each only over an older position, their checkpoint last and only forwards. So a commit that is cut short, repeated
 * or overtaken by another process leaves nothing that folding on does not put right. A deleted document leaves its position
 * behind, which keeps a late writer from bringing it back.
 */
export class MongoReadStore implements ReadStore {
  private readonly collections = new Map<string, MongoCollection>();
  private readonly checkpoints: Collection<StoredCheckpoint>;

  private readonly kept: MongoRecords;

  private constructor(
    private readonly client: MongoClient,
    private readonly db: Db,
  ) {
    this.checkpoints = db.collection('checkpoints');
    this.kept = new MongoRecords(db);
  }

  /** @throws Error when no server answers, or it lets nobody read who comes with this URL */
  static async open(url: string): Promise<MongoReadStore> {
    const client = new MongoClient(url, OPTIONS);
    try {
      await client.connect();
      const store = new MongoReadStore(client, client.db(namesDatabase(url) ? undefined : DATABASE));
      await store.checkpoints.findOne(); // connecting alone takes no right to anything
      return store;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async open<Doc extends object>(shape: ReadModelShape): Promise<ReadModel<Doc>> {
    const collection = this.collection(shape);
    await answered(() => collection.create(), WRITE_MS);
    return new MongoReadModel<Doc>(shape, collection, this.checkpoints);
  }

  async commit(writes: readonly ModelWrite[]): Promise<void> {
    if (writes.length === 0) return;
    await answered(() => this.write(writes), WRITE_MS);
  }

  private async write(writes: readonly ModelWrite[]): Promise<void> {
    await Promise.all(writes.map(({ model, changes }) => this.collection(model.shape).write(changes)));
    await this.checkpoints.bulkWrite(
      writes.map(({ model, checkpoint }) => forwards({ _id: collectionName(model.shape), ...checkpoint })),
    );
  }

  replaceDocument(shape: ReadModelShape, seen: Position | null, change: Change): Promise<boolean> {
    return answered(() => this.collection(shape).replace(seen, change));
  }

  /** The checkpoint says first that what is there belongs to no log: without it, documents would pass for folded ones. */
  async clear(shape: ReadModelShape): Promise<void> {
    const _id = collectionName(shape);
    await answered(async () => {
      await this.checkpoints.updateOne({ _id }, { $set: { log: NO_LOG } });
      await this.db.collection(_id).deleteMany({});
      await this.checkpoints.deleteOne({ _id });
    }, WRITE_MS);
  }

  async drop(shape: ReadModelShape): Promise<void> {
    const _id = collectionName(shape);
    await answered(async () => {
      await this.checkpoints.updateOne({ _id }, { $set: { log: NO_LOG } });
      await this.db.collection(_id).drop();
      await this.checkpoints.deleteOne({ _id });
    }, WRITE_MS);
  }

  /** The documents that a copy is compared with are on another disk. */
  room(shape: ReadModelShape): Promise<Room | null> {
    return answered(async () => {
      const { fsTotalSize, fsUsedSize } = await this.db.command({ dbStats: 1 });
      if (typeof fsTotalSize !== 'number' || typeof fsUsedSize !== 'number' || fsTotalSize === 0) return null;
      const { storageSize, totalIndexSize } = await this.db.command({ collStats: collectionName(shape) });
      return { needed: Number(storageSize) + Number(totalIndexSize), free: fsTotalSize - fsUsedSize };
    });
  }

  records(): Promise<ReadonlyMap<string, StoredRecord>> {
    return answered(() => this.kept.read());
  }

  replaceRecord(name: string, revision: number, record: object): Promise<boolean> {
    return answered(() => this.kept.replace(name, revision, record));
  }

  /** Kept beside the read models. */
  leases(): MongoLeases {
    return new MongoLeases(this.db);
  }

  async time(): Promise<number | null> {
    const asked = [{ $documents: [{}] }, { $project: { now: '$$NOW' } }]; // by which leases end, too
    const [answer] = await answered(() => this.db.aggregate<{ now: Date }>(asked).toArray());
    return answer?.now.getTime() ?? null;
  }

  async ping(): Promise<void> {
    await answered(() => this.db.command({ ping: 1 }));
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  /** How the server carries out a query: the answer of its explain command, with statistics. */
  async explain(shape: ReadModelShape, query: Find): Promise<object> {
    return this.collection(shape).explain(query);
  }

  private collection(shape: ReadModelShape): MongoCollection {
    const name = collectionName(shape);
    const known = this.collections.get(name) ?? new MongoCollection(this.db, shape);
    this.collections.set(name, known);
    return known;
  }
}

class MongoReadModel<Doc extends object> implements ReadModel<Doc> {
  constructor(
    readonly shape: ReadModelShape,
    private readonly collection: MongoCollection,
    private readonly checkpoints: Collection<StoredCheckpoint>,
  ) {}

  async get(keys: readonly string[]): Promise<ReadonlyMap<string, Stored<Doc>>> {
    const changes = (await answered(() => this.collection.get(keys))).map(changeOf);
    return new Map(changes.filter((change) => isStored<Doc>(change)).map((change) => [change.key, change]));
  }

  async lastChanges(keys: readonly string[]): Promise<ReadonlyMap<string, Change>> {
    const found = await answered(() => this.collection.getToFold(keys));
    return new Map(found.map((one) => [one._id, changeOf(one)]));
  }

  async find(query: Find): Promise<readonly Stored<Doc>[]> {
    const found = await answered(() => this.collection.find(query));
    return found.map(changeOf).filter((change) => isStored<Doc>(change));
  }

  async scan(after: string | null, limit: number): Promise<readonly Seen<Doc>[]> {
    const found = await answered(() => this.collection.scan(after, limit));
    return found.map((one) => seen<Doc>(one));
  }

  async peek(key: string): Promise<Seen<Doc> | null> {
    const [found] = await answered(() => this.collection.get([key]));
    return found === undefined ? null : seen<Doc>(found);
  }

  async count(): Promise<number> {
    return answered(() => this.collection.count());
  }

  async checkpoint(): Promise<Checkpoint> {
    const stored = await answered(() => this.checkpoints.findOne({ _id: collectionName(this.shape) }));
    if (stored === null) return NOTHING_FOLDED;
    const { position, eventId = null, log = null } = stored;
    return { position, eventId, log };
  }
}

/** Never back. A checkpoint that is missing has no position, which is less than any. */
function forwards(checkpoint: StoredCheckpoint): AnyBulkWriteOperation<StoredCheckpoint> {
  const isBefore = { $lte: ['$position', checkpoint.position] };
  const update = [{ $replaceWith: { $cond: [isBefore, { $literal: checkpoint }, '$$ROOT'] } }];
  return { updateOne: { filter: { _id: checkpoint._id }, update, upsert: true } };
}

const changeOf = (stored: StoredDocument): Change => ({
  key: stored._id,
  position: stored.position,
  document: fromStored(stored),
});

function seen<Doc extends object>(stored: StoredDocument): Seen<Doc> {
  const { _id: key, position } = stored;
  const isGone = stored.document === undefined && stored.json === undefined;
  if (isGone) return { key, position, document: null };
  try {
    const document: unknown = fromStored(stored);
    if (isObject(document)) return { key, position, document: document as Doc };
  } catch {
    // as what is no object
  }
  return { key, position, document: null, isDamaged: true };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStored = <Doc extends object>(change: Change): change is Stored<Doc> => change.document !== null;

const namesDatabase = (url: string): boolean => /^[^/]+\/\/[^/]+\/[^?]/.test(url);
