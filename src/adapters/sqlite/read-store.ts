import { statSync, statfsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DomainError } from '../../kernel/errors';
import { collectionName } from '../../kernel/projection';
import type { Position } from '../../kernel/message';
import type { ReadModelShape } from '../../kernel/projection';
import type { Change, Find, ModelWrite, ReadModel, ReadStore, Room, StoredRecord } from '../../ports/read-store';
import { SqliteCollection } from './collection';
import { dropCollection, hasCollection } from './collection-schema';
import { isDamage, knownDamage, setReadModelsAside } from './damage';
import { isEventLog } from './event-log';
import { makeFolder } from './make-folder';
import { SqliteReadModel, answer } from './read-model';
import { SqliteRecords } from './records';
import { whenFree } from './when-free';

/** How long a connection waits for the one that writes, in milliseconds. */
const BUSY_MS = 10_000;
/** The largest file that is read through at the start, in a second or two; damage in a larger one is met in use. */
const CHECKED_BYTES = 512 * 1024 * 1024;
const CACHE_KIB = 65_536;
/**
 * Pages of the write-ahead log before they are moved into the database: 8 MiB. While so many are forced to disk, a commit of
 * the log waits: beside checkpoints of 64 MiB one in a hundred took 44 ms, beside these 22, beside none 13.
 */
const CHECKPOINT_PAGES = 2_000;
/**
 * The same for whoever catches up with a long log, by commits of so many documents: 64 MiB. Documents change often; fewer
 * moves move less.
 */
const LARGE_CHECKPOINT_PAGES = 16_384;
const LARGE_COMMIT = 4_000;

/** The file that holds the read models in a data folder. */
export const readModelsFile = (dataDir: string): string => path.join(dataDir, 'read.db');

/**
 * Read models in one SQLite file, apart from the log so that folding never blocks appending. A commit is not forced to
 * disk: after a power cut the checkpoint is older together with its documents, and the log is folded from there.
 */
export class SqliteReadStore implements ReadStore {
  private readonly collections = new Map<string, SqliteCollection>();
  private readonly kept: SqliteRecords;
  private checkpointPages = CHECKPOINT_PAGES;

  private constructor(
    private readonly db: Database.Database,
    /** Null: it keeps nothing. */
    private readonly dataDir: string | null,
    private readonly writes: 'fast' | 'behind' = 'fast',
  ) {
    if (isEventLog(db))
      throw new DomainError(
        'not_read_models',
        `${db.name} is a log, and holds no read models: put it back where it was, or move it away to have them folded anew`,
      );
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma(`busy_timeout = ${BUSY_MS}`);
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    createCheckpoints(db);
    this.kept = new SqliteRecords(db);
  }

  /**
   * @param writes `behind`: it gives way to commits of the log, at the price of some of its own
   * @throws DomainError `not_read_models` when the file is a log
   */
  static open(dataDir: string, writes: 'fast' | 'behind' = 'fast'): SqliteReadStore {
    makeFolder(dataDir);
    const db = new Database(readModelsFile(dataDir));
    try {
      return new SqliteReadStore(db, dataDir, writes);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** The same beside a connection that the process has open: what keeps it from opening passes. @throws StoreUnavailable */
  static openBeside(dataDir: string, writes: 'fast' | 'behind'): Promise<SqliteReadStore> {
    return answer(dataDir, () => SqliteReadStore.open(dataDir, writes));
  }

  /**
   * For documents that nobody asks for later: in a temporary file that SQLite takes away itself, also from a process that
   * is killed. It is in SQLITE_TMPDIR, TMPDIR, /var/tmp or /tmp, and what fits into the cache is in memory alone.
   */
  static scratch(): SqliteReadStore {
    const store = new SqliteReadStore(new Database(''), null);
    store.db.pragma('journal_mode = OFF');
    store.db.pragma('synchronous = OFF');
    return store;
  }

  /**
   * Sets a damaged file aside, so that the log is folded anew. For whoever holds the folder, before anybody else opens it.
   * @param told where the damaged file is now, and what is wrong with it
   */
  static openWhole(dataDir: string, told: (file: string, reason: string) => void): SqliteReadStore {
    let reason = knownDamage(dataDir);
    if (reason === null) {
      try {
        return SqliteReadStore.open(dataDir).checked();
      } catch (error) {
        if (!isDamage(error)) throw error;
        reason = error.message;
      }
    }
    told(setReadModelsAside(dataDir), reason);
    return SqliteReadStore.open(dataDir);
  }

  open<Doc extends object>(shape: ReadModelShape): Promise<ReadModel<Doc>> {
    return answer(this.dataDir, () => {
      const name = collectionName(shape);
      if (!hasCollection(this.db, name)) this.collections.delete(name); // dropped since, on another connection perhaps
      return new SqliteReadModel<Doc>(shape, this.collection(shape), this.dataDir);
    });
  }

  commit(writes: readonly ModelWrite[]): Promise<void> {
    const write = this.db.transaction(() => {
      for (const { model, changes, checkpoint } of writes) this.collection(model.shape).write(changes, checkpoint);
    });
    return answer(this.dataDir, () => {
      this.checkpointFor(writes);
      whenFree(this.db, BUSY_MS, () => {
        write.immediate();
      });
    });
  }

  replaceDocument(shape: ReadModelShape, seen: Position | null, change: Change): Promise<boolean> {
    const replace = this.db.transaction(() => this.collection(shape).replaceSeen(seen, change));
    return answer(this.dataDir, () => replace.immediate());
  }

  clear(shape: ReadModelShape): Promise<void> {
    const clear = this.db.transaction(() => {
      this.collection(shape).clear();
    });
    return answer(this.dataDir, () => {
      clear.immediate();
    });
  }

  drop(shape: ReadModelShape): Promise<void> {
    return answer(this.dataDir, () => {
      this.db.transaction(dropCollection).immediate(this.db, shape);
    });
  }

  /** Its copy with the indexes and what is being written of it, and the documents that it is compared with. */
  async room(shape: ReadModelShape): Promise<Room | null> {
    const { dataDir } = this;
    if (dataDir === null) return null;
    const documents = await (await this.open(shape)).count();
    return answer(dataDir, () => {
      const { bavail, bsize } = statfsSync(dataDir);
      return { needed: Math.ceil(this.collection(shape).bytesEach() * documents) * 3, free: bavail * bsize };
    });
  }

  records(): Promise<ReadonlyMap<string, StoredRecord>> {
    return answer(this.dataDir, () => this.kept.read());
  }

  replaceRecord(name: string, revision: number, record: object): Promise<boolean> {
    return answer(this.dataDir, () => this.kept.replace(name, revision, record));
  }

  /** The machine's own clock is all there is. */
  time(): Promise<null> {
    return Promise.resolve(null);
  }

  ping(): Promise<void> {
    return answer(this.dataDir, () => void this.db.prepare('SELECT position FROM checkpoints LIMIT 1').get());
  }

  async close(): Promise<void> {
    this.db.close();
    return Promise.resolve();
  }

  private checkpointFor(writes: readonly ModelWrite[]): void {
    const documents = writes.reduce((sum, { changes }) => sum + changes.length, 0);
    const isLarge = this.writes === 'fast' && documents >= LARGE_COMMIT;
    const pages = isLarge ? LARGE_CHECKPOINT_PAGES : CHECKPOINT_PAGES;
    if (pages === this.checkpointPages) return;
    this.db.pragma(`wal_autocheckpoint = ${pages}`);
    this.checkpointPages = pages;
  }

  /** @throws what SQLite says of a damaged file, as far as it can be told in little time */
  private checked(): this {
    const { size } = statSync(this.db.name);
    const fault = size <= CHECKED_BYTES ? this.db.pragma('quick_check(1)', { simple: true }) : 'ok';
    if (fault === 'ok') return this;
    this.db.close();
    throw new Database.SqliteError(String(fault), 'SQLITE_CORRUPT');
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

/** Older versions kept the position alone. */
function createCheckpoints(db: Database.Database): void {
  db.transaction(() => {
    db.exec('CREATE TABLE IF NOT EXISTS checkpoints (collection TEXT PRIMARY KEY, position TEXT NOT NULL)');
    const columns = db.prepare<[], string>("SELECT name FROM pragma_table_info('checkpoints')").pluck().all();
    for (const column of ['eventId', 'log'])
      if (!columns.includes(column)) db.exec(`ALTER TABLE checkpoints ADD COLUMN ${column} TEXT`);
  }).immediate();
}
