import type Database from 'better-sqlite3';
import { openEventLogForWriting } from '../../../src/adapters/sqlite/event-log';
import { GroupCommit } from '../../../src/adapters/sqlite/group-commit';
import { SqliteLogReader } from '../../../src/adapters/sqlite/log-reader';
import { prepareAppend } from '../../../src/adapters/sqlite/log-writer';
import { NO_STREAM, START } from '../../../src/kernel/message';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '../../../src/ports/event-store';
import { newEvent, readFrom } from '../../contracts/event-store/sample-log';
import { temporaryFolders } from './temporary-folder';

describe('appends that share a commit', () => {
  const newFolder = temporaryFolders();

  /** A log in a file that cannot grow beyond `maxPages`, and what was told of its commits. */
  function limitedLog() {
    const folder = newFolder();
    const log = { maxPages: 1_000_000, commits: 0 };
    const open = (): Database.Database => {
      const db = openEventLogForWriting(folder);
      db.pragma(`max_page_count = ${log.maxPages}`);
      return db;
    };
    return { folder, log, open };
  }
  const append = (stream: string, bytes: number, expectedRevision = NO_STREAM) =>
    prepareAppend(stream, expectedRevision, [newEvent('Happened', { text: 'x'.repeat(bytes) })]);

  async function streamsIn(folder: string): Promise<string[]> {
    const reader = SqliteLogReader.open(folder);
    const events = await readFrom(reader, START);
    await reader.close();
    return events.map(({ stream }) => stream);
  }

  it('are one commit when they come at once', async () => {
    const { open, log } = limitedLog();
    const commits = new GroupCommit(open, () => log.commits++);
    await Promise.all(['a', 'b', 'c'].map((stream) => commits.append(append(stream, 10))));
    expect(log.commits).toBe(1);
    await commits.close();
  });

  /**
   * Of three appends in turns of the event loop that take so long; the disk takes as long for each append of a commit.
   * @param together appends of the commit before
   */
  async function commitsOf(turnMs: number, diskMs: number, together = 1): Promise<number> {
    const { open, log } = limitedLog();
    let time = 0;
    const openSlowly = (): Database.Database => {
      const db = open();
      db.function('forced_to_disk', () => {
        time += diskMs;
        return null;
      });
      db.exec(
        'CREATE TEMP TRIGGER slow AFTER INSERT ON events WHEN NEW.revision = 0 BEGIN SELECT forced_to_disk(); END',
      );
      return db;
    };
    const commits = new GroupCommit(
      openSlowly,
      () => log.commits++,
      () => time,
    );
    await commits.append(append('first', 10));
    await new Promise(setImmediate);
    await Promise.all(Array.from({ length: together }, (_, i) => commits.append(append(`before-${i}`, 10))));
    await new Promise(setImmediate);
    log.commits = 0;
    const appends: Promise<unknown>[] = [];
    for (const stream of ['a', 'b', 'c']) {
      appends.push(commits.append(append(stream, 10)));
      time += turnMs;
      await new Promise(setImmediate);
    }
    await Promise.all(appends);
    await commits.close();
    return log.commits;
  }

  it.each([
    ['of one turn when the turns are short', 1, 0, 3],
    ['of no more turns than it takes until the first of them has waited long enough', 4, 0, 2],
    ['of one turn when that was long enough', 60, 0, 3],
    ['one commit where the disk takes longer than they take to come', 8, 30, 1],
  ])('are %s', async (_, turnMs, diskMs, expected) => {
    expect(await commitsOf(turnMs, diskMs)).toBe(expected);
  });

  it('wait no longer for others where a commit took long because it held many', async () => {
    expect(await commitsOf(8, 1, 100)).toBe(await commitsOf(8, 1));
    expect(await commitsOf(8, 1, 100)).toBe(3);
  });

  it('are checked one after the other, each against those before it', async () => {
    const { folder, open } = limitedLog();
    const commits = new GroupCommit(open, () => undefined);
    const results = await Promise.allSettled([
      commits.append(append('a', 10)),
      commits.append(append('a', 10, 0)),
      commits.append(append('a', 10, 0)),
      commits.append(append('b', 10)),
    ]);
    expect(results).toEqual([
      { status: 'fulfilled', value: { revision: 0, position: '0000000000000001' } },
      { status: 'fulfilled', value: { revision: 1, position: '0000000000000002' } },
      { status: 'rejected', reason: new WrongExpectedRevision('a', 0, 1) },
      { status: 'fulfilled', value: { revision: 0, position: '0000000000000003' } },
    ]);
    await commits.close();
    expect(await streamsIn(folder)).toEqual(['a', 'a', 'b']);
  });

  it('fail alone when one of them is more than the disk has room for', async () => {
    const { folder, log, open } = limitedLog();
    log.maxPages = 20;
    const commits = new GroupCommit(open, () => undefined);
    const [small, large, other] = await Promise.allSettled([
      commits.append(append('small', 10)),
      commits.append(append('large', 500_000)),
      commits.append(append('other', 10)),
    ]);
    expect([small.status, large.status, other.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const reason: unknown = large.status === 'rejected' ? large.reason : null;
    expect(reason).toBeInstanceOf(AppendOutcomeUnknown);
    expect(reason).toMatchObject({ stream: 'large', cause: { code: 'SQLITE_FULL' } });
    await commits.close();
    expect(await streamsIn(folder)).toEqual(['small', 'other']);
  });

  it('work again when the disk has room again', async () => {
    const { folder, log, open } = limitedLog();
    log.maxPages = 20;
    const commits = new GroupCommit(open, () => undefined);
    await commits.append(append('before', 10));
    await expect(commits.append(append('a', 500_000))).rejects.toThrow(AppendOutcomeUnknown);
    log.maxPages = 1_000;
    await commits.append(append('a', 500_000));
    await commits.close();
    expect(await streamsIn(folder)).toEqual(['before', 'a']);
  });

  it('are looked for on a fresh connection when it is unknown whether they are stored', async () => {
    const { folder, open } = limitedLog();
    const opened: Database.Database[] = [];
    const commits = new GroupCommit(
      () => {
        const db = open();
        opened.push(db);
        return db;
      },
      () => undefined,
    );
    const pending = append('a', 10);
    const answer = await commits.append(pending);
    opened[0]?.close();
    expect(await commits.append(pending)).toEqual(answer);
    expect(opened).toHaveLength(2);
    await commits.close();
    expect(await streamsIn(folder)).toEqual(['a']);
  });
});
