import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DomainError } from '../../kernel/errors';

/**
 * One process writes to a data folder. The lock is SQLite's own on a small database of its own, held by an open
 * transaction: the operating system drops it with the process, however that ends.
 */
export class DataFolderLock {
  private constructor(private readonly db: Database.Database) {}

  /** @throws DomainError `data_folder_in_use` */
  static acquire(dataDir: string): DataFolderLock {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const db = new Database(path.join(dataDir, 'lock.db'), { timeout: 0 });
    try {
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
      throw new DomainError('data_folder_in_use', `another process works on the data folder ${path.resolve(dataDir)}`);
    }
    return new DataFolderLock(db);
  }

  release(): void {
    this.db.close();
  }
}
