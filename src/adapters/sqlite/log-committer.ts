import { setTimeout as pause } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Appended } from '../../ports/event-store';
import { CommitAnnouncer } from './commit-news';
import { openEventLogForWriting } from './event-log';
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

/**
 * Commits in this thread, which stands still meanwhile.
 *
 * A transaction that failed may be stored or not: on a fresh connection the identical appends settle it, one by one, so
 * that an append which cannot be stored fails alone.
 */
export class LogCommitter implements Committer {
  private writer: LogWriter | null = null;
  private failure: unknown = null;

  /**
   * @param open a fresh connection that writes
   * @param committed told after every commit
   * @param inDoubt whether whoever wrote before may have left a commit of which nobody knows what became
   * @param closed told when it is closed
   */
  constructor(
    private readonly open: () => Database.Database,
    private readonly committed: () => void,
    private inDoubt = false,
    private readonly closed: () => void = () => undefined,
  ) {}

  /** To the log of a data folder, telling every thread of the process of its commits. */
  static to(dataDir: string, inDoubt = false): LogCommitter {
    const announcer = new CommitAnnouncer(dataDir);
    return new LogCommitter(
      () => openEventLogForWriting(dataDir),
      () => {
        announcer.announce();
      },
      inDoubt,
      () => {
        announcer.close();
      },
    );
  }

  async commit(appends: readonly PreparedAppend[]): Promise<readonly Outcome[]> {
    const together = this.tryTo(appends);
    if (together !== null) return together;
    const outcomes = new Map<PreparedAppend, Outcome>();
    for (const ms of PAUSES_MS) {
      await pause(ms);
      for (const append of appends.filter((one) => !outcomes.has(one))) {
        const [outcome] = this.tryTo([append]) ?? [];
        if (outcome !== undefined) outcomes.set(append, outcome);
      }
      if (outcomes.size === appends.length) break;
    }
    return appends.map((append) => outcomes.get(append) ?? { failure: this.failure });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to be a rejection
  async check(): Promise<void> {
    this.writer ??= this.connect();
  }

  async close(): Promise<void> {
    const writer = this.writer ?? (this.inDoubt ? null : this.connect());
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
      this.writer ??= this.connect();
      outcomes = this.writer.commit(appends);
    } catch (error) {
      this.failure = error;
      this.inDoubt = true;
      this.writer?.close();
      this.writer = null;
      return null;
    }
    this.committed();
    return outcomes;
  }

  /**
   * What a fresh connection sees of a failed commit may stand in the operating system's memory only, and a second fsync
   * of the same pages may claim that they are on disk. A checkpoint writes them anew, to the database.
   */
  private connect(): LogWriter {
    const writer = new LogWriter(this.open());
    try {
      if (this.inDoubt && !writer.checkpoint())
        throw new Error('the log is being read, and cannot be written back to disk');
      this.inDoubt = false;
      return writer;
    } catch (error) {
      writer.close();
      throw error;
    }
  }
}
