import { setTimeout as pause } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Appended } from '../../ports/event-store';
import { CommitAnnouncer } from './commit-news';
import { openEventLogForWriting } from './event-log';
import { identityOfLog, refuseAnotherLog } from './log-file';
import { LogWriter } from './log-writer';
import type { Conflict, PreparedAppend } from './log-writer';

/** What became of an append; plain data, which one thread can send another. */
export type Outcome = Appended | Conflict | Unknown;

/** It may be stored or not, and looking for it brought no answer either. */
export interface Unknown {
  readonly failure: unknown;
}

/** Who carries out the commits of a log, one after the other. */
export interface Committer {
  /** One outcome for each append, in their order. */
  commit(appends: readonly PreparedAppend[]): Promise<readonly Outcome[]>;
  /** @throws why it cannot write, when it can't */
  check(): Promise<void>;
  /** Leaves everything in one file. */
  close(): Promise<void>;
}

/** How long to wait before each look at what became of a failed commit, in milliseconds. */
const PAUSES_MS = [0, 20, 100];

/** How long a connection in doubt waits for those who read, in milliseconds. */
const READERS_MS = 100;

/**
 * Whether a commit failed of which nobody knows what became: what is seen of it may not be on disk. Threads that follow
 * one another share it.
 */
export class Doubt {
  /** @param memory of four bytes that threads can share */
  constructor(readonly memory = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))) {}

  get is(): boolean {
    return Atomics.load(this.memory, 0) !== 0;
  }

  set is(isInDoubt: boolean) {
    Atomics.store(this.memory, 0, isInDoubt ? 1 : 0);
  }
}

/**
 * Commits in this thread, which stands still meanwhile.
 *
 * A transaction that failed may be stored or not: on a fresh connection the identical appends settle it, one by one, so
 * that an append which cannot be stored fails alone.
 */
export class LogCommitter implements Committer {
  private writer: LogWriter | null = null;
  /** What failed last. */
  private failure: unknown = null;
  /** Whether nothing was written since. */
  private isFailing = false;

  /**
   * @param open a fresh connection that writes
   * @param committed told after every commit
   * @param closed told when it is closed
   * @param checkFile throws where what was opened is not what stands in its place
   */
  constructor(
    private readonly open: () => Database.Database,
    private readonly committed: () => void,
    private readonly closed: () => void = () => undefined,
    private readonly doubt = new Doubt(),
    private readonly checkFile: () => void = () => undefined,
  ) {}

  /** To the log of a data folder, telling every thread of the process of its commits. */
  static to(dataDir: string, doubt?: Doubt, file = identityOfLog(dataDir)): LogCommitter {
    const announcer = new CommitAnnouncer(dataDir);
    return new LogCommitter(
      () => openEventLogForWriting(dataDir),
      () => {
        announcer.announce();
      },
      () => {
        announcer.close();
      },
      doubt,
      () => {
        refuseAnotherLog(dataDir, file);
      },
    );
  }

  async commit(appends: readonly PreparedAppend[]): Promise<readonly Outcome[]> {
    const together = this.tryTo(appends);
    if (together !== null) return together;
    const outcomes = new Map<PreparedAppend, Outcome>();
    for (const ms of PAUSES_MS) {
      await pause(ms);
      for (const append of appends) {
        if (outcomes.has(append)) continue;
        if (!this.canConnect()) break;
        const [outcome] = this.tryTo([append]) ?? [];
        if (outcome !== undefined) outcomes.set(append, outcome);
      }
      if (outcomes.size === appends.length) break;
    }
    return appends.map((append) => outcomes.get(append) ?? { failure: this.failure });
  }

  /** After a commit that failed it writes something, since a full disk can be opened and read. */
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to be a rejection
  async check(): Promise<void> {
    if (this.isFailing)
      this.write((writer) => {
        writer.probe();
      });
    else this.connected();
  }

  async close(): Promise<void> {
    const writer = this.canConnect() ? this.writer : null;
    this.writer = null;
    try {
      writer?.checkpoint();
    } finally {
      writer?.close();
      this.closed();
    }
    return Promise.resolve();
  }

  /** Null when nobody knows what became of it. */
  private tryTo(appends: readonly PreparedAppend[]): readonly Outcome[] | null {
    let outcomes: readonly Outcome[];
    try {
      outcomes = this.write((writer) => writer.commit(appends));
    } catch {
      return null; // `failure` has it
    }
    this.committed();
    return outcomes;
  }

  private canConnect(): boolean {
    try {
      this.writer ??= this.connected();
      return true;
    } catch (error) {
      this.failure = error;
      return false;
    }
  }

  private write<T>(work: (writer: LogWriter) => T): T {
    try {
      const written = work(this.connected());
      this.isFailing = false;
      return written;
    } catch (error) {
      this.failure = error;
      this.isFailing = true;
      this.doubt.is = true;
      this.writer?.close();
      this.writer = null;
      throw error;
    }
  }

  private connected(): LogWriter {
    this.checkFile();
    return (this.writer ??= this.connect());
  }

  /**
   * What a fresh connection sees of a failed commit may stand in the operating system's memory only, and a second fsync
   * of the same pages may claim that they are on disk. A checkpoint writes them anew, to the database.
   */
  private connect(): LogWriter {
    const writer = new LogWriter(this.open());
    try {
      if (this.doubt.is && !writer.checkpoint(READERS_MS))
        throw new Error('the log is being read, and cannot be written back to disk');
      this.doubt.is = false;
      return writer;
    } catch (error) {
      writer.close();
      throw error;
    }
  }
}
