import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DomainError } from '../../kernel/errors';
import { collectionName } from '../../kernel/projection';
import type { ReadModelShape } from '../../kernel/projection';
import type { ModelWrite } from '../../ports/read-store';
import { SqliteCollection } from './collection';
import { dropCollection, hasCollection } from './collection-schema';
import { isEventLog } from './event-log';
import { whenFree } from './when-free';

/** How long a connection waits for the one that writes, in milliseconds. */
const BUSY_MS = 10_000;
/** The largest file that is read through at the start, in a second or two; damage in a larger one is met in use. */
const CHECKED_BYTES = 512 * 1024 * 1024;
const CACHE_KIB = 24_576;
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
const LARGE_COMMIT = 1_000;

/** `behind`: it gives way to commits of the log, at the price of some of its own. */
export type Writes = 'fast' | 'behind';

/**
 * One SQLite file of read models. A commit is not forced to disk: after a power cut the checkpoint is older together with
 * its documents, and the log is folded from there.
 */
export class ReadModelFile {
  private readonly collections = new Map<string, SqliteCollection>();
  private checkpointPages = CHECKPOINT_PAGES;

  private constructor(
    readonly db: Database.Database,
    private readonly writes: Writes,
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
  }

  /** @throws DomainError `not_read_models` when the file is a log */
  static open(file: string, writes: Writes): ReadModelFile {
    const db = new Database(file);
    try {
      return new ReadModelFile(db, writes);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** A temporary one that SQLite takes away itself, also from a process that is killed. */
  static scratch(): ReadModelFile {
    const file = ReadModelFile.open('', 'fast');
    file.db.pragma('journal_mode = OFF');
    file.db.pragma('synchronous = OFF');
    return file;
  }

  has(shape: ReadModelShape): boolean {
    return hasCollection(this.db, collectionName(shape));
  }

  /** Made when it is missing. */
  open(shape: ReadModelShape): SqliteCollection {
    if (!this.has(shape)) this.collections.delete(collectionName(shape)); // dropped since, on another connection perhaps
    return this.collection(shape);
  }

  collection(shape: ReadModelShape): SqliteCollection {
    const name = collectionName(shape);
    const known = this.collections.get(name) ?? new SqliteCollection(this.db, shape);
    this.collections.set(name, known);
    return known;
  }

  /** All of it or nothing. */
  commit(writes: readonly ModelWrite[]): void {
    const write = this.db.transaction(() => {
      for (const { model, changes, checkpoint } of writes) this.collection(model.shape).write(changes, checkpoint);
    });
    this.checkpointFor(writes);
    whenFree(this.db, BUSY_MS, () => {
      write.immediate();
    });
  }

  /** One transaction. */
  change<T>(shape: ReadModelShape, how: (collection: SqliteCollection) => T): T {
    return this.db.transaction(() => how(this.collection(shape))).immediate();
  }

  drop(shape: ReadModelShape): void {
    this.db.transaction(dropCollection).immediate(this.db, shape);
  }

  /** @throws what SQLite says of a damaged file, as far as it can be told in little time */
  check(): void {
    const { size } = statSync(this.db.name);
    const fault = size <= CHECKED_BYTES ? this.db.pragma('quick_check(1)', { simple: true }) : 'ok';
    if (fault !== 'ok') throw new Database.SqliteError(String(fault), 'SQLITE_CORRUPT');
  }

  ping(): void {
    this.db.prepare('SELECT position FROM checkpoints LIMIT 1').get();
  }

  close(): void {
    this.db.close();
  }

  private checkpointFor(writes: readonly ModelWrite[]): void {
    const documents = writes.reduce((sum, { changes }) => sum + changes.length, 0);
    const isLarge = this.writes === 'fast' && documents >= LARGE_COMMIT;
    const pages = isLarge ? LARGE_CHECKPOINT_PAGES : CHECKPOINT_PAGES;
    if (pages === this.checkpointPages) return;
    this.db.pragma(`wal_autocheckpoint = ${pages}`);
    this.checkpointPages = pages;
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
