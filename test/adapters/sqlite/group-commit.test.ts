import { GroupCommit } from '../../../src/adapters/sqlite/group-commit';
import type { Committer, Outcome } from '../../../src/adapters/sqlite/log-committer';
import type { PreparedAppend } from '../../../src/adapters/sqlite/log-writer';
import type { Appended } from '../../../src/ports/event-store';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '../../../src/ports/event-store';
import { SmallLog, appendOf } from './small-log';
import { temporaryFolders } from './temporary-folder';

/** Commits to a log when it is told to. */
class Disk implements Committer {
  readonly sizes: number[] = [];
  private writes: (() => void)[] = [];

  constructor(private readonly committer: Committer) {}

  async commit(appends: readonly PreparedAppend[]): Promise<readonly Outcome[]> {
    this.sizes.push(appends.length);
    await new Promise<void>((resolve) => this.writes.push(resolve));
    return this.committer.commit(appends);
  }

  /** What is under way. */
  write(): void {
    for (const write of this.writes.splice(0)) write();
  }

  check(): Promise<void> {
    return this.committer.check();
  }

  close(): Promise<void> {
    return this.committer.close();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('appends that share a commit', () => {
  const newFolder = temporaryFolders();
  function onDisk() {
    const log = new SmallLog(newFolder());
    const disk = new Disk(log.committer);
    return { log, disk, commits: new GroupCommit(disk) };
  }
  const together = (commits: GroupCommit, name: string, count: number): Promise<readonly Appended[]> =>
    Promise.all(Array.from({ length: count }, (_, i) => commits.append(appendOf(`${name}-${i}`, 10))));

  it('are one commit when they come in one turn of the event loop', async () => {
    const { log, disk, commits } = onDisk();
    const appended = together(commits, 'a', 3);
    expect(disk.sizes).toEqual([]);
    await turn();
    disk.write();
    await appended;
    expect(disk.sizes).toEqual([3]);
    expect(log.commits).toBe(1);
    await commits.close();
  });

  it('are those that came while the commit before was under way, in however many turns', async () => {
    const { disk, commits } = onDisk();
    const first = together(commits, 'a', 1);
    await turn();
    const others = [];
    for (const name of ['b', 'c', 'd']) {
      others.push(together(commits, name, 30));
      await turn();
    }
    expect(disk.sizes).toEqual([1]);
    disk.write();
    await first;
    expect(disk.sizes).toEqual([1, 90]);
    disk.write();
    await Promise.all(others);
    await commits.close();
  });

  it('are no more than a thousand', async () => {
    const { disk, commits } = onDisk();
    const appended = together(commits, 'a', 1_100);
    await turn();
    disk.write();
    await turn();
    disk.write();
    await appended;
    expect(disk.sizes).toEqual([1_000, 100]);
    await commits.close();
  });

  it('are answered each for itself', async () => {
    const { log, disk, commits } = onDisk();
    log.maxPages = 20;
    const results = Promise.allSettled([
      commits.append(appendOf('a', 10)),
      commits.append(appendOf('a', 10)),
      commits.append(appendOf('large', 500_000)),
    ]);
    await turn();
    disk.write();
    const [stored, conflict, unknown] = await results;
    expect(stored).toEqual({ status: 'fulfilled', value: { revision: 0, position: '0000000000000001' } });
    expect(conflict).toEqual({ status: 'rejected', reason: new WrongExpectedRevision('a', -1, 0) });
    const reason: unknown = unknown.status === 'rejected' ? unknown.reason : null;
    expect(reason).toBeInstanceOf(AppendOutcomeUnknown);
    expect(reason).toMatchObject({ stream: 'large', cause: { code: 'SQLITE_FULL' } });
    await commits.close();
  });

  it('are all of unknown outcome when whoever commits fails', async () => {
    const failing: Committer = {
      commit: () => Promise.reject(new Error('gone')),
      check: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const commits = new GroupCommit(failing);
    const results = await Promise.allSettled([commits.append(appendOf('a', 10)), commits.append(appendOf('b', 10))]);
    expect(results).toMatchObject([
      { reason: { code: 'append_outcome_unknown', stream: 'a', cause: { message: 'gone' } } },
      { reason: { code: 'append_outcome_unknown', stream: 'b', cause: { message: 'gone' } } },
    ]);
    await commits.close();
  });

  it('say that the log cannot be written only when one of them takes far too long', async () => {
    let now = 0;
    const log = new SmallLog(newFolder());
    const disk = new Disk(log.committer);
    const commits = new GroupCommit(disk, () => now);
    await commits.check();
    const appended = together(commits, 'a', 1);
    await turn();
    now = 9_000;
    await commits.check();
    now = 11_000;
    await expect(commits.check()).rejects.toThrow('a commit takes longer than 10000 ms');
    disk.write();
    await appended;
    await commits.check();
    await commits.close();
  });

  it('say that the log cannot be written while one after the other fails', async () => {
    const { log, disk, commits } = onDisk();
    await commits.check();
    log.isFull = true;
    log.opened.at(-1)?.close();
    const failed = commits.append(appendOf('a', 10));
    await turn();
    await commits.check(); // nobody knows yet
    disk.write();
    await expect(failed).rejects.toThrow(AppendOutcomeUnknown);
    const next = commits.append(appendOf('b', 10));
    await turn();
    await expect(commits.check()).rejects.toMatchObject({ message: 'it is full' });
    log.isFull = false;
    disk.write();
    await next;
    await commits.check();
    await commits.close();
  });

  it('are finished when it is closed', async () => {
    const { log, disk, commits } = onDisk();
    const appended = together(commits, 'a', 60);
    const closed = commits.close();
    disk.write();
    await Promise.all([appended, closed]);
    expect(await log.streams()).toHaveLength(60);
    await expect(commits.append(appendOf('late', 10))).rejects.toThrow('the event store is closed');
  });
});
