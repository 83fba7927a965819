import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { SqliteLogReader } from '../../../src/adapters/sqlite/log-reader';
import { NO_STREAM, START } from '../../../src/kernel/message';
import { eventStoreContract } from '../../contracts/event-store';
import { appendTypes, eventsOf, newEvent, readFrom, typesOf } from '../../contracts/event-store/sample-log';
import { RUN_SOURCES, SourceProcess } from '../../source-process';
import { temporaryFolders } from './temporary-folder';

const FOLLOWER = path.join(__dirname, 'following-process.ts');

const contractFolder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
eventStoreContract('SQLite', () => Promise.resolve(SqliteEventStore.open(contractFolder)));
afterAll(() => {
  rmSync(contractFolder, { recursive: true });
});

describe('the SQLite event store', () => {
  const newFolder = temporaryFolders();

  it('keeps its log from one opening to the next', async () => {
    const folder = newFolder();
    const before = SqliteEventStore.open(folder);
    await appendTypes(before, 'a', 'A', 'B');
    await before.close();
    const after = SqliteEventStore.open(folder);
    await after.append('a', 1, [newEvent('C')]);
    expect(typesOf(await readFrom(after, START))).toEqual(['A', 'B', 'C']);
    await after.close();
  });

  it.each([0, 1, 2, 3, 4, 9])(
    'knows no more of the end of a stream than a read from revision %i told',
    async (from) => {
      const folder = newFolder();
      const before = SqliteEventStore.open(folder);
      await appendTypes(before, 'a', 'A', 'B', 'C');
      await before.close();
      for (const limit of [1, 2, 3, 4]) {
        for (const together of [false, true]) {
          const store = SqliteEventStore.open(folder);
          if (together) await store.readStreams([{ stream: 'a', from }], limit);
          else await store.readStream('a', { from, limit });
          for (const revision of [0, 1, 2]) expect(store.endsBefore('a', revision)).toBe(false);
          expect(typesOf(await store.readStream('a'))).toEqual(['A', 'B', 'C']);
          expect(store.endsBefore('a', Math.max(3, from))).toBe(true);
          await store.close();
        }
      }
    },
  );

  it('finishes what is pending when it is closed, and leaves one file', async () => {
    const folder = newFolder();
    const store = SqliteEventStore.open(folder);
    const pending = store.append('a', NO_STREAM, [newEvent()]);
    await store.close();
    expect(await pending).toMatchObject({ revision: 0 });
    expect(existsSync(path.join(folder, 'events.db-wal'))).toBe(false);
  });

  it('refuses appends after it was closed, and lets the folder go', async () => {
    const folder = newFolder();
    const store = SqliteEventStore.open(folder);
    await store.close();
    await expect(store.append('a', NO_STREAM, [newEvent()])).rejects.toThrow('the event store is closed');
    await expect(store.ping()).rejects.toThrow();
    await store.close();
    await SqliteEventStore.open(folder).close();
  });

  it('ends its subscriptions when it is closed', async () => {
    const store = SqliteEventStore.open(newFolder());
    const waiting = eventsOf(store.subscribe(START, new AbortController().signal), []).next();
    await store.close();
    expect(await waiting).toMatchObject({ done: true });
  });

  it('refuses a log that a newer version wrote, and lets the folder go', async () => {
    const folder = newFolder();
    await SqliteEventStore.open(folder).close();
    const db = new Database(path.join(folder, 'events.db'));
    db.pragma('user_version = 99');
    db.close();
    expect(() => SqliteEventStore.open(folder)).toThrow('version 99, newer than this software knows');
    expect(() => SqliteEventStore.open(folder)).toThrow('version 99, newer than this software knows');
    expect(() => SqliteLogReader.open(folder)).toThrow('version 99, newer than this software knows');
  });

  it('has no reader where there is no log', () => {
    expect(() => SqliteLogReader.open(newFolder())).toThrow('there is no event log in');
  });

  it('has readers after it was closed', async () => {
    const folder = newFolder();
    const store = SqliteEventStore.open(folder);
    await appendTypes(store, 'a', 'A');
    await store.close();
    const reader = SqliteLogReader.open(folder);
    expect(typesOf(await reader.readStream('a'))).toEqual(['A']);
    await reader.close();
  });

  it('is followed in a worker thread', async () => {
    const folder = newFolder();
    const store = SqliteEventStore.open(folder);
    const worker = new Worker(FOLLOWER, { workerData: folder, execArgv: RUN_SOURCES });
    try {
      expect(await once(worker, 'message')).toEqual(['following']);
      for (const stream of ['a', 'b']) {
        const seen = once(worker, 'message');
        await appendTypes(store, stream, 'A');
        expect(await seen).toEqual([stream]);
      }
    } finally {
      await worker.terminate();
      await store.close();
    }
  });

  it('is followed in another process', async () => {
    const folder = newFolder();
    const store = SqliteEventStore.open(folder);
    const follower = SourceProcess.start(FOLLOWER, [folder]);
    try {
      expect(await follower.line()).toBe('following');
      for (const stream of ['a', 'b']) {
        await appendTypes(store, stream, 'A');
        expect(await follower.line()).toBe(stream);
      }
    } finally {
      await follower.kill();
      await store.close();
    }
  });
});
