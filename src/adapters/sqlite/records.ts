import type Database from 'better-sqlite3';
import type { StoredRecord } from '../../ports/read-store';

interface Row {
  readonly name: string;
  readonly revision: number;
  readonly record: string;
}

/** The table of records, which are changed by compare-and-set. */
export class SqliteRecords {
  private readonly all: Database.Statement<[], Row>;
  private readonly insert: Database.Statement<[string, string]>;
  private readonly update: Database.Statement<[string, string, number]>;

  constructor(db: Database.Database) {
    db.exec(
      'CREATE TABLE IF NOT EXISTS records (name TEXT PRIMARY KEY, revision INTEGER NOT NULL, record TEXT NOT NULL)',
    );
    this.all = db.prepare('SELECT name, revision, record FROM records');
    this.insert = db.prepare('INSERT OR IGNORE INTO records (name, revision, record) VALUES (?, 1, ?)');
    this.update = db.prepare('UPDATE records SET revision = revision + 1, record = ? WHERE name = ? AND revision = ?');
  }

  read(): ReadonlyMap<string, StoredRecord> {
    return new Map(
      this.all.all().map(({ name, revision, record }) => [name, { revision, record: JSON.parse(record) as object }]),
    );
  }

  replace(name: string, revision: number, record: object): boolean {
    const text = JSON.stringify(record);
    const { changes } = revision === 0 ? this.insert.run(name, text) : this.update.run(text, name, revision);
    return changes === 1;
  }
}
