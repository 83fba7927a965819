import { existsSync } from 'node:fs';
import path from 'node:path';
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
