import path from 'node:path';
import Database from 'better-sqlite3';
import { collectionName } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import { NOTHING_FOLDED } from '../../ports/read-store';
import type { Change, Checkpoint, Find, ModelWrite, ReadModel, ReadStore, Stored } from '../../ports/read-store';
import { SqliteCollection } from './collection';
import { answered } from './answering';
import { makeFolder } from './make-folder';

/** How long a connection waits for the one that writes, in milliseconds. */
const BUSY_MS = 10_000;
const CACHE_KIB = 65_536;
/** Pages of the write-ahead log before they are moved into the database: 64 MiB. Documents change often; fewer moves move less. */
const CHECKPOINT_PAGES = 16_384;

/**
 * Read models in one SQLite file, apart from the log so that folding never blocks appending. A commit is not forced to
 * disk: after a power cut the checkpoint is older together with its documents, and the log is folded from there.
 */
export class SqliteReadStore implements ReadStore {
  private readonly collections = new Map<string, SqliteCollection>();

  private constructor(private readonly db: Database.Database) {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`busy_timeout = ${BUSY_MS}`);
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    createCheckpoints(db);
  }

  static open(dataDir: string): SqliteReadStore {
    makeFolder(dataDir);
    return new SqliteReadStore(new Database(path.join(dataDir, 'read.db')));
  }

  open<Doc extends object>(shape: ReadModelShape): Promise<ReadModel<Doc>> {
    return answer(() => new SqliteReadModel<Doc>(shape, this.collection(shape)));
  }

  commit(writes: readonly ModelWrite[]): Promise<void> {
    const write = this.db.transaction(() => {
      for (const { model, changes, checkpoint } of writes) this.collection(model.shape).write(changes, checkpoint);
    });
    return answer(() => {
      write.immediate();
    });
  }

  clear(shape: ReadModelShape): Promise<void> {
    const clear = this.db.transaction(() => {
      this.collection(shape).clear();
    });
    return answer(() => {
      clear.immediate();
    });
  }

  ping(): Promise<void> {
    return answer(() => void this.db.prepare('SELECT position FROM checkpoints LIMIT 1').get());
  }

  async close(): Promise<void> {
    this.db.close();
    return Promise.resolve();
  }

  /** How SQLite would carry out a query, one line a step. */
  explain(shape: ReadModelShape, query: Find): readonly string[] {
    return this.collection(shape).explain(query);
  }

  private collection(shape: ReadModelShape): SqliteCollection {
    const name = collectionName(shape);
    const known = this.collections.get(name) ?? new SqliteCollection(this.db, shape);
    this.collections.set(name, known);
    return known;
  }
}

class SqliteReadModel<Doc extends object> implements ReadModel<Doc> {
  constructor(
    readonly shape: ReadModelShape,
    private readonly collection: SqliteCollection,
  ) {}

  get(keys: readonly string[]): Promise<ReadonlyMap<string, Stored<Doc>>> {
    return answer(() => new Map(this.collection.get(keys).map((row) => [row.key, stored<Doc>(row)])));
  }

  /** Documents and checkpoint are one transaction: whatever is deleted is deleted up to the checkpoint. */
  lastChanges(keys: readonly string[]): Promise<ReadonlyMap<string, Change>> {
    return this.get(keys);
  }

  find(query: Find): Promise<readonly Stored<Doc>[]> {
    return answer(() => this.collection.find(query).map((row) => stored<Doc>(row)));
  }

  checkpoint(): Promise<Checkpoint> {
    return answer(() => this.collection.checkpoint() ?? NOTHING_FOLDED);
  }
}

/** Older versions kept the position alone. */
function createCheckpoints(db: Database.Database): void {
  db.transaction(() => {
    db.exec('CREATE TABLE IF NOT EXISTS checkpoints (collection TEXT PRIMARY KEY, position TEXT NOT NULL)');
    const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('checkpoints')").pluck().all();
    for (const column of ['eventId', 'log'])
      if (!columns.includes(column)) db.exec(`ALTER TABLE checkpoints ADD COLUMN ${column} TEXT`);
  }).immediate();
}

const answer = <T>(read: () => T): Promise<T> => answered('read store', read);

const stored = <Doc extends object>(row: { key: string; position: string; document: string }): Stored<Doc> => ({
  key: row.key,
  position: row.position,
  document: JSON.parse(row.document) as Doc,
});
