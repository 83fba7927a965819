import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { CommitterThread as Source } from '../../../src/adapters/sqlite/committer-thread';
import { eventLogFile } from '../../../src/adapters/sqlite/event-log';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { LogCommitter } from '../../../src/adapters/sqlite/log-committer';
import type { Committer } from '../../../src/adapters/sqlite/log-committer';
import { NO_STREAM } from '../../../src/kernel/message';
import { appendTypes, newEvent, typesOf } from '../../contracts/event-store/sample-log';
import { TestLog } from '../../engine/test-service';
import { temporaryFolders } from './temporary-folder';

/** As it is built: a thread needs a file of its own. */
const { CommitterThread } = jest.requireActual<{ readonly CommitterThread: typeof Source }>(
  path.join(process.cwd(), 'dist/src/adapters/sqlite/committer-thread.js'),
);

const GONE = 'the file of the log was removed or replaced while it was in use: put it back';

describe.each([
  ['this thread', (folder: string): Committer => LogCommitter.to(folder)],
  ['a thread of its own', (folder: string): Committer => new CommitterThread(folder, new TestLog())],
])('a log that is removed while %s commits to it', (_, committerTo) => {
  const newFolder = temporaryFolders();

  it.each([
    ['moved away', () => undefined],
    [
      'replaced by a copy',
      (file: string) => {
        copyFileSync(`${file}.away`, file);
      },
    ],
  ])('takes nothing while it is %s, makes no other, and goes on once it is back', async (_how, replace) => {
    const folder = newFolder();
    const file = eventLogFile(folder);
    const store = SqliteEventStore.open(folder, committerTo);
    await appendTypes(store, 'a', 'before');
    renameSync(file, `${file}.away`);
    replace(file);
    const isThere = existsSync(file);
    await expect(store.ping()).rejects.toThrow(GONE);
    const event = newEvent('meanwhile');
    await expect(store.append('a', 0, [event])).rejects.toMatchObject({ code: 'append_outcome_unknown' });
    await expect(store.append('b', NO_STREAM, [newEvent()])).rejects.toThrow();
    await expect(store.ping()).rejects.toThrow(GONE);
    expect(existsSync(file)).toBe(isThere);
    rmSync(file, { force: true });
    renameSync(`${file}.away`, file);
    await store.ping();
    await store.append('a', 0, [event]);
    expect(typesOf(await store.readStream('a'))).toEqual(['before', 'meanwhile']);
    expect(await store.readStream('b')).toEqual([]);
    await store.close();
    const again = SqliteEventStore.open(folder);
    expect(typesOf(await again.readStream('a'))).toEqual(['before', 'meanwhile']);
    await again.close();
  });
});
