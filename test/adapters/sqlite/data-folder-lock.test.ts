import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { DataFolderLock } from '../../../src/adapters/sqlite/data-folder-lock';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { SqliteLogReader } from '../../../src/adapters/sqlite/log-reader';
import { DomainError } from '../../../src/kernel/errors';
import { START } from '../../../src/kernel/message';
import { SourceProcess } from '../../source-process';
import { temporaryFolders } from './temporary-folder';

const HOLDER = path.join(__dirname, 'holding-process.ts');

describe('the lock on a data folder', () => {
  const newFolder = temporaryFolders();

  function refusalOf(acquire: () => unknown): DomainError {
    try {
      acquire();
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
    throw new Error('the folder was not in use');
  }

  it('makes the folder, for its user only', () => {
    const folder = path.join(newFolder(), 'a', 'b');
    DataFolderLock.acquire(folder).release();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('refuses a second one in the same process, by whatever path, until the first is released', () => {
    const parent = newFolder();
    const folder = path.join(parent, 'data');
    mkdirSync(folder);
    symlinkSync(folder, path.join(parent, 'link'));
    const lock = DataFolderLock.acquire(folder);
    for (const same of [folder, path.join(parent, 'link')])
      expect(refusalOf(() => DataFolderLock.acquire(same)).code).toBe('data_folder_in_use');
    lock.release();
    DataFolderLock.acquire(folder).release();
  });

  it('refuses a second process with one line that names the folder, and dies with the first', async () => {
    const folder = newFolder();
    const holder = SourceProcess.start(HOLDER, [folder]);
    try {
      expect(await holder.line()).toBe('holding');
      const { code, message } = refusalOf(() => SqliteEventStore.open(folder));
      expect(code).toBe('data_folder_in_use');
      expect(message).toContain(folder);
      expect(message).not.toContain('\n');
    } finally {
      await holder.kill();
    }
    DataFolderLock.acquire(folder).release();
  });

  it('hinders no reader', async () => {
    const folder = newFolder();
    const store = SqliteEventStore.open(folder);
    const reader = SqliteLogReader.open(folder);
    expect(await reader.head()).toBe(START);
    await reader.close();
    await store.close();
  });
});
