import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';

/** The file that holds the log, in a data folder. */
export const eventLogFile = (dataDir: string): string => path.join(dataDir, 'events.db');

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE events (
     position INTEGER PRIMARY KEY,
     stream   TEXT NOT NULL,
     revision INTEGER NOT NULL,
     id       TEXT NOT NULL,
     type     TEXT NOT NULL,
     data     TEXT NOT NULL,
     metadata TEXT NOT NULL
   );
   CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);`,
];

/** Pages of WAL between checkpoints: a checkpoint costs two more fsyncs, and 10,000 pages are 40 MB of log to replay. */
const WAL_PAGES = 10_000;
const CACHE_KIB = 65_536;

/** The connection that writes: a commit is on disk when it answers. Makes the folder and brings the schema up to date. */
export function openEventLogForWriting(dataDir: string): Database.Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const db = new Database(eventLogFile(dataDir));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
  db.pragma(`journal_size_limit = ${WAL_PAGES * 4096}`);
  db.pragma(`cache_size = -${CACHE_KIB}`);
  migrate(db);
  return db;
}

/** A connection that only reads, in any thread or process. */
export function openEventLogForReading(dataDir: string): Database.Database {
  const db = new Database(eventLogFile(dataDir), { readonly: true, fileMustExist: true });
  db.pragma(`cache_size = -${CACHE_KIB}`);
  return db;
}

function migrate(db: Database.Database): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length)
    throw new Error(`the event log is of version ${version}, newer than this software knows (${MIGRATIONS.length})`);
  db.transaction(() => {
    for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  }).immediate();
}
