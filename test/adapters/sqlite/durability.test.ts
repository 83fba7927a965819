import path from 'node:path';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { START } from '../../../src/kernel/message';
import type { RecordedEvent } from '../../../src/kernel/message';
import { idsOf, newEvent, range, readFrom } from '../../contracts/event-store/sample-log';
import { SourceProcess } from '../../source-process';
import { temporaryFolders } from './temporary-folder';

const APPENDER = path.join(__dirname, 'appending-process.ts');
/** As it is built. */
const WORKER = path.join(process.cwd(), 'dist/src/adapters/sqlite/committer.worker.js');

describe.each([
  ['', []],
  [' and was committed by a thread', [WORKER]],
])('an append that was answered%s', (_, thread) => {
  const newFolder = temporaryFolders();

  /** Opens the store that another process left behind: its log, after checking that one more append works. */
  async function logLeftIn(folder: string): Promise<RecordedEvent[]> {
    const store = SqliteEventStore.open(folder);
    try {
      const log = await readFrom(store, START);
      const ofStream = log.filter(({ stream }) => stream === 'burst-0');
      expect(ofStream.map(({ revision }) => revision)).toEqual(range(0, ofStream.length));
      await store.append('burst-0', ofStream.length - 1, [newEvent()]);
      return log;
    } finally {
      await store.close();
    }
  }

  it('is there after a kill -9 in the middle of a burst', async () => {
    const folder = newFolder();
    const appender = SourceProcess.start(APPENDER, [folder, ...thread]);
    const answered: string[] = [];
    try {
      for (let line = await appender.line(); line !== null && answered.length < 2_000; line = await appender.line())
        answered.push(line);
    } finally {
      await appender.kill();
    }
    answered.push(...(await appender.rest()).filter((line) => line.length === 36));
    const stored = new Set(idsOf(await logLeftIn(folder)));
    expect(answered.filter((id) => !stored.has(id))).toEqual([]);
    expect(answered.length).toBeGreaterThanOrEqual(2_000);
  });

  it('is there after the disk refused to take more, and those that were not are reported', async () => {
    const folder = newFolder();
    const appender = SourceProcess.start(APPENDER, [folder, ...thread], 'ulimit -S -f 4096;');
    const lines = await appender.rest();
    const answered = lines.filter((line) => line.length === 36);
    const reported = lines.filter((line) => line.startsWith('AppendOutcomeUnknown'));
    expect(reported).toHaveLength(8);
    const stored = new Set(idsOf(await logLeftIn(folder)));
    expect(answered.filter((id) => !stored.has(id))).toEqual([]);
    expect(answered.length).toBeGreaterThan(1_000);
  });
});
