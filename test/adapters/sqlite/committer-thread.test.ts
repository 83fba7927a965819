import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommitterThread } from '../../../src/adapters/sqlite/committer-thread';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { NO_STREAM, START } from '../../../src/kernel/message';
import { eventStoreContract } from '../../contracts/event-store';
import { newEvent, readFrom } from '../../contracts/event-store/sample-log';
import { TestLog } from '../../engine/test-service';
import { appendOf } from './small-log';
import { temporaryFolders } from './temporary-folder';

/** As it is built: Node loads it without the tests' compiler. */
const WORKER = path.join(process.cwd(), 'dist/src/adapters/sqlite/committer.worker.js');

const open = (folder: string, log = new TestLog()): SqliteEventStore =>
  SqliteEventStore.open(folder, (dataDir) => new CommitterThread(dataDir, log, WORKER));

const contractFolder = mkdtempSync(path.join(tmpdir(), 'runledger-'));
eventStoreContract('SQLite, committing in a thread', () => Promise.resolve(open(contractFolder)));
afterAll(() => {
  rmSync(contractFolder, { recursive: true });
});

describe('a thread that commits', () => {
  const newFolder = temporaryFolders();

  /** A thread that dies of its first `deaths` orders to commit, `before` they are carried out or `after`. */
  function dying(when: 'before' | 'after', deaths: number): string {
    const file = path.join(newFolder(), 'dying.cjs');
    writeFileSync(
      file,
      `const { existsSync, writeFileSync } = require('node:fs');
       const { LogWriter } = require(${JSON.stringify(path.join(path.dirname(WORKER), 'log-writer.js'))});
       const { commit } = LogWriter.prototype;
       const isToDie = () => {
         for (let i = 0; i < ${deaths}; i++) {
           if (existsSync(__filename + i)) continue;
           writeFileSync(__filename + i, '');
           return true;
         }
         return false;
       };
       LogWriter.prototype.commit = function (appends) {
         const dies = isToDie();
         if (dies && '${when}' === 'before') process.exit(7);
         const answers = commit.call(this, appends);
         if (dies) process.exit(7);
         return answers;
       };
       require(${JSON.stringify(WORKER)});`,
    );
    return file;
  }

  it.each(['before', 'after'] as const)(
    'has another go on where it died, %s it had committed: nothing is stored twice',
    async (when) => {
      const folder = newFolder();
      const log = new TestLog();
      const file = dying(when, 1);
      const store = SqliteEventStore.open(folder, (dataDir) => new CommitterThread(dataDir, log, file));
      const appends = ['a', 'b', 'c'].map((stream) => store.append(stream, NO_STREAM, [newEvent()]));
      expect(await Promise.all(appends)).toMatchObject([{ revision: 0 }, { revision: 0 }, { revision: 0 }]);
      await store.append('a', 0, [newEvent()]);
      expect((await readFrom(store, START)).map(({ stream }) => stream)).toEqual(['a', 'b', 'c', 'a']);
      expect(log.records).toMatchObject([
        {
          level: 'error',
          message: 'the thread that commits died, and is started again',
          fields: { error: 'it ended with 7' },
        },
      ]);
      await store.close();
      expect(existsSync(path.join(folder, 'events.db-wal'))).toBe(false);
    },
  );

  it('leaves an append of unknown outcome when it dies of it again, and the next one works', async () => {
    const store = SqliteEventStore.open(
      newFolder(),
      (dataDir) => new CommitterThread(dataDir, new TestLog(), dying('before', 2)),
    );
    await expect(store.append('a', NO_STREAM, [newEvent()])).rejects.toMatchObject({ code: 'append_outcome_unknown' });
    await store.append('b', NO_STREAM, [newEvent()]);
    await store.ping();
    expect((await readFrom(store, START)).map(({ stream }) => stream)).toEqual(['b']);
    await store.close();
  });

  it('tells why it cannot write, with its code', async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'events.db'), 'not a database'.repeat(1_000));
    const log = new TestLog();
    const committer = new CommitterThread(folder, log, WORKER);
    await expect(committer.check()).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
    const outcomes = await committer.commit([appendOf('a', 10), appendOf('b', 10)]);
    const failure: unknown = expect.objectContaining({ code: 'SQLITE_NOTADB', message: 'file is not a database' });
    expect(outcomes).toEqual([{ failure }, { failure }]);
    await committer.close();
    expect(log.records).toEqual([]);
  });

  it('answers what was asked of it at once in its order', async () => {
    const folder = newFolder();
    await SqliteEventStore.open(folder).close();
    const committer = new CommitterThread(folder, new TestLog(), WORKER);
    const [first, , second] = await Promise.all([
      committer.commit([appendOf('a', 10)]),
      committer.check(),
      committer.commit([appendOf('a', 10), appendOf('b', 10)]),
    ]);
    expect(first).toMatchObject([{ revision: 0 }]);
    expect(second).toMatchObject([{ actual: 0 }, { revision: 0 }]);
    await committer.close();
    expect(existsSync(path.join(folder, 'events.db-wal'))).toBe(false);
  });
});
