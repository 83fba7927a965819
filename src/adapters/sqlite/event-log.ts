import { existsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DomainError } from '../../kernel/errors';

/** The file that holds the log in a data folder. */
export const eventLogFile = (dataDir: string): string => path.join(dataDir, 'events.db');

/**
 * Migration n brings the file from version n to n + 1.
 *
 * A stream's name is kept once: the index over (stream, revision) then holds small integers, the streams in use stand
 * together at its end, and a commit of many appends rewrites few of its pages.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE streams (
     stream INTEGER PRIMARY KEY,
     name   TEXT NOT NULL UNIQUE
   );
   CREATE TABLE events (
     position INTEGER PRIMARY KEY,
     stream   INTEGER NOT NULL,
     revision INTEGER NOT NULL,
     id       TEXT NOT NULL,
     type     TEXT NOT NULL,
     data     TEXT NOT NULL,
     metadata TEXT NOT NULL,
     UNIQUE (stream, revision)
   );`,
  // Rows from before have no checksum.
  `ALTER TABLE events ADD COLUMN checksum INTEGER;
   CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   INSERT INTO meta VALUES ('identity', lower(hex(randomblob(16))));`,
];

const PAGE_BYTES = 8_192;
/** Pages of write-ahead log between two checkpoints, 8 MiB: a checkpoint holds up a commit for some 10 ms. */
const CHECKPOINT_PAGES = 1_000;
/** What a write-ahead log that readers made grow is cut down to when it starts over. */
const LOG_BYTES = 64 * 1024 * 1024;
const CACHE_KIB = 16_384;

/** The connection that writes: a commit is on disk when it answers. Makes the file and brings its schema up to date. */
export const openEventLogForWriting = (dataDir: string): Database.Database => openForWriting(eventLogFile(dataDir));

/** @param file of a log that is not in its place yet */
export function openForWriting(file: string): Database.Database {
  return configured(new Database(file), (db) => {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma(`journal_size_limit = ${LOG_BYTES}`);
    const missing = MIGRATIONS.slice(versionOf(db));
    if (missing.length === 0) return;
    db.transaction(() => {
      for (const migration of missing) db.exec(migration);
      db.pragma(`user_version = ${MIGRATIONS.length}`);
    }).immediate();
  });
}

/** A connection that reads, in any thread or process. */
export function openEventLogForReading(dataDir: string): Database.Database {
  const file = eventLogFile(dataDir);
  if (!existsSync(file)) throw new Error(`there is no event log in ${path.resolve(dataDir)}`);
  return configured(new Database(file, { readonly: true }), (db) => {
    const version = versionOf(db);
    if (version < MIGRATIONS.length)
      throw new Error(`${db.name} has schema version ${version}: open it for writing once, to bring it up to date`);
  });
}

function configured(db: Database.Database, configure: (db: Database.Database) => void): Database.Database {
  try {
    db.pragma(`cache_size = -${CACHE_KIB}`);
    configure(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function versionOf(db: Database.Database): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length)
    throw new DomainError(
      'newer_event_log',
      `${db.name} has schema version ${version}, newer than this software knows (${MIGRATIONS.length})`,
    );
  const strange = version === 0 ? aTableOf(db) : undefined;
  if (strange !== undefined)
    throw new DomainError('not_an_event_log', `${db.name} is another database: it has a table ${strange}`);
  return version;
}

const aTableOf = (db: Database.Database): string | undefined =>
  db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().get();

/** Whether a database is a log, whatever its file is called. */
export const isEventLog = (db: Database.Database): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'streams'").get() !== undefined;
