import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Appended } from '../../ports/event-store';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '../../ports/event-store';
import type { Answer, PreparedAppend } from './log-writer';
import { LogWriter } from './log-writer';

/** The most appends in one transaction: some 10 ms for which nothing else happens in this thread. */
const MAX_GROUP = 1_000;

/**
 * How long a group waits while many decide and each long turn of the event loop brings it more, in milliseconds: longer
 * where the disk is slow, so that no more than half the time goes into waiting for it. How slow it is the quickest of the
 * last commits tells; others took longer because they held more, and to wait for as long would make the next ones larger still.
 */
const GATHER_MS = 5;
const LONGEST_GATHER_MS = 100;
const LAST_COMMITS = 16;
/** In a shorter turn than a slice of decisions takes, in milliseconds, everybody came to decide who could. */
const LONG_TURN_MS = 4;

/** How long to wait before each look at what became of a failed commit. */
const PAUSES_MS = [0, 20, 100];

interface Pending {
  readonly append: PreparedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Concurrent appends share one transaction and one fsync.
 *
 * A transaction that failed may be stored or not: on a fresh connection the identical appends settle it, one by one, so
 * that an append which cannot be stored fails alone.
 */
export class GroupCommit {
  private readonly queue: Pending[] = [];
  private writer: LogWriter | null;
  private committing: Promise<void> | null = null;
  private failure: unknown = null;
  private closed = false;
  /** The last commits, in milliseconds. */
  private readonly tookMs: number[] = [];

  /**
   * @param open a fresh connection that writes
   * @param committed told after every commit
   * @param now milliseconds that only ever grow
   */
  constructor(
    private readonly open: () => Database.Database,
    private readonly committed: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.writer = new LogWriter(open());
  }

  /** @throws WrongExpectedRevision, AppendOutcomeUnknown */
  append(append: PreparedAppend): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw new Error(`the event store is closed: nothing was appended to ${append.stream}`);
      this.queue.push({ append, resolve, reject });
      this.committing ??= this.commitAll();
    });
  }

  /** @throws why it cannot write, when it can't */
  check(): void {
    this.writer ??= this.reopen();
  }

  /** Finishes what is pending, takes no more. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.committing;
    try {
      this.writer?.checkpoint();
    } finally {
      this.writer?.close();
    }
  }

  private async commitAll(): Promise<void> {
    while (this.queue.length > 0) {
      await this.gather();
      await this.settle(this.queue.splice(0, MAX_GROUP));
    }
    this.committing = null;
  }

  /** Whoever can append in this turn of the event loop gets to do it first; those who could not, in the next ones. */
  private async gather(): Promise<void> {
    const until = this.now() + Math.min(Math.max(GATHER_MS, this.diskMs), LONGEST_GATHER_MS);
    let gathered = 0;
    for (;;) {
      const from = this.now();
      await nextTurn();
      const now = this.now();
      if (this.queue.length === gathered || now - from < LONG_TURN_MS || now >= until) return;
      gathered = this.queue.length;
    }
  }

  private get diskMs(): number {
    return this.tookMs.length === 0 ? 0 : Math.min(...this.tookMs);
  }

  private async settle(group: readonly Pending[]): Promise<void> {
    let unsettled = this.commit(group);
    for (const ms of PAUSES_MS) {
      if (unsettled.length === 0) return;
      await pause(ms);
      unsettled = unsettled.flatMap((each) => this.commit([each]));
    }
    for (const { append, reject } of unsettled) reject(new AppendOutcomeUnknown(append.stream, this.failure));
  }

  /** Answers with those whose outcome is unknown: none or all. */
  private commit(group: readonly Pending[]): readonly Pending[] {
    let answers: readonly Answer[];
    const from = this.now();
    try {
      this.writer ??= this.reopen();
      answers = this.writer.commit(group.map(({ append }) => append));
      if (this.tookMs.push(this.now() - from) > LAST_COMMITS) this.tookMs.shift();
    } catch (error) {
      this.failure = error;
      this.writer?.close();
      this.writer = null;
      return group;
    }
    answers.forEach((answer, i) => {
      if (answer instanceof WrongExpectedRevision) group[i]?.reject(answer);
      else group[i]?.resolve(answer);
    });
    this.committed();
    return [];
  }

  /**
   * What a fresh connection sees of a failed commit may stand in the operating system's memory only, and a second fsync
   * of the same pages may claim that they are on disk. A checkpoint writes them anew, to the database.
   */
  private reopen(): LogWriter {
    const writer = new LogWriter(this.open());
    try {
      if (!writer.checkpoint()) throw new Error('the log is being read, and cannot be written back to disk');
      return writer;
    } catch (error) {
      writer.close();
      throw error;
    }
  }
}
