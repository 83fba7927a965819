import { existsSync } from 'node:fs';
import path from 'node:path';
import { openEventLogForReading } from '../../../src/adapters/sqlite/event-log';
import { Doubt } from '../../../src/adapters/sqlite/log-committer';
import { SmallLog, appendOf } from './small-log';
import { temporaryFolders } from './temporary-folder';

describe('a commit', () => {
  const newFolder = temporaryFolders();
  const stored = (revision: number, position: number) => ({
    revision,
    position: position.toString(16).padStart(16, '0'),
  });
  const full = { failure: expect.objectContaining({ code: 'SQLITE_FULL' }) as unknown };

  it('tells what became of each append, one after the other, each against those before it', async () => {
    const log = new SmallLog(newFolder());
    const appends = [appendOf('a', 10), appendOf('a', 10, 0), appendOf('a', 10, 0), appendOf('b', 10)];
    expect(await log.committer.commit(appends)).toEqual([stored(0, 1), stored(1, 2), { actual: 1 }, stored(0, 3)]);
    expect(log.commits).toBe(1);
    await log.committer.close();
    expect(await log.streams()).toEqual(['a', 'a', 'b']);
  });

  it('leaves out alone what the disk has no room for', async () => {
    const log = new SmallLog(newFolder());
    log.maxPages = 20;
    const appends = [appendOf('small', 10), appendOf('large', 500_000), appendOf('other', 10)];
    expect(await log.committer.commit(appends)).toEqual([stored(0, 1), full, stored(0, 2)]);
    await log.committer.close();
    expect(await log.streams()).toEqual(['small', 'other']);
  });

  it('works again when the disk has room again', async () => {
    const log = new SmallLog(newFolder());
    log.maxPages = 20;
    await log.committer.commit([appendOf('before', 10)]);
    const large = appendOf('a', 500_000);
    expect(await log.committer.commit([large])).toEqual([full]);
    log.maxPages = 1_000;
    await log.committer.check();
    expect(await log.committer.commit([large])).toEqual([stored(0, 2)]);
    await log.committer.close();
    expect(await log.streams()).toEqual(['before', 'a']);
  });

  it('is looked for on a fresh connection when nobody knows whether it is stored', async () => {
    const log = new SmallLog(newFolder());
    const appends = [appendOf('a', 10), appendOf('b', 10)];
    const outcomes = await log.committer.commit(appends);
    log.opened[0]?.close();
    expect(await log.committer.commit(appends)).toEqual(outcomes);
    expect(log.opened).toHaveLength(2);
    await log.committer.close();
    expect(await log.streams()).toEqual(['a', 'b']);
  });

  it('that failed is told by a check as long as the disk takes nothing', async () => {
    const log = new SmallLog(newFolder());
    log.maxPages = 20;
    await log.committer.commit([appendOf('a', 10)]);
    await log.committer.commit([appendOf('large', 500_000)]);
    await log.committer.check(); // there is room for others
    log.isFull = true;
    log.opened.at(-1)?.close();
    const failure: unknown = expect.objectContaining({ message: 'it is full' });
    expect(await log.committer.commit([appendOf('b', 10)])).toEqual([{ failure }]);
    await expect(log.committer.check()).rejects.toMatchObject({ message: 'it is full' });
    await expect(log.committer.check()).rejects.toMatchObject({ message: 'it is full' });
    log.isFull = false;
    await expect(log.committer.check()).resolves.toBeUndefined();
    expect(await log.committer.commit([appendOf('b', 10)])).toMatchObject([{ revision: 0 }]);
    await log.committer.close();
    expect(await log.streams()).toEqual(['a', 'b']);
  });

  it('in doubt is not looked for while the log is being read, and tells that at once', async () => {
    const doubt = new Doubt();
    const log = new SmallLog(newFolder(), doubt);
    const [before, after] = [appendOf('a', 10), appendOf('b', 10)];
    await log.committer.commit([before]);
    const reader = openEventLogForReading(log.folder);
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    await log.committer.commit([after]);
    log.opened[0]?.close();
    const again = Array.from({ length: 100 }, (_, i) => appendOf(`c-${i}`, 10));
    const outcomes = await log.committer.commit([after, ...again]);
    const failure: unknown = expect.objectContaining({
      message: 'the log is being read, and cannot be written back to disk',
    });
    expect(outcomes).toEqual([after, ...again].map(() => ({ failure })));
    expect(log.opened.length).toBeLessThan(10);
    await expect(log.committer.check()).rejects.toThrow('the log is being read');
    // whoever follows is in the same doubt
    const next = new SmallLog(log.folder, doubt);
    await expect(next.committer.check()).rejects.toThrow('the log is being read');
    reader.close();
    await next.committer.check();
    expect(doubt.is).toBe(false);
    expect(await next.committer.commit([after])).toMatchObject([{ revision: 0, position: '0000000000000002' }]);
    await next.committer.close();
    expect(await next.streams()).toEqual(['a', 'b']);
  });

  it('is in one file once it is closed, also where nothing was committed since it was opened', async () => {
    const folder = newFolder();
    const before = new SmallLog(folder);
    await before.committer.commit([appendOf('a', 10)]);
    const beside = new SmallLog(folder);
    await before.committer.close();
    await beside.committer.close();
    expect(existsSync(path.join(folder, 'events.db-wal'))).toBe(false);
    expect(await beside.streams()).toEqual(['a']);
  });
});
