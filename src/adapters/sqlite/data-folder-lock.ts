import { existsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DomainError } from '../../kernel/errors';
import { makeFolder } from './make-folder';
import { isBusy } from './when-free';

/**
 * One process writes to a data folder. The lock is SQLite's own, on a database that holds nothing: a transaction kept
 * open. The operating system drops it with the process, however that ends, and it hinders no reader.
 */
export class DataFolderLock {
  private constructor(private readonly db: Database.Database) {}

  /**
   * Makes the folder when it is missing, for this user only.
   * @throws DomainError `data_folder_in_use`
   */
  static acquire(dataDir: string): DataFolderLock {
    makeFolder(dataDir);
    const db = new Database(lockFile(dataDir), { timeout: 0 });
    try {
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      if (!isBusy(error)) throw error;
      throw new DomainError(
        'data_folder_in_use',
        `the data folder ${path.resolve(dataDir)} is in use by another process`,
      );
    }
    return new DataFolderLock(db);
  }

  /** By any process; asking makes nothing. */
  static wasEverTaken(dataDir: string): boolean {
    return existsSync(lockFile(dataDir));
  }

  release(): void {
    this.db.close();
  }
}

const lockFile = (dataDir: string): string => path.join(dataDir, 'lock.db');
