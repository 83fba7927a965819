import type { Appended } from '../../ports/event-store';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '../../ports/event-store';
import type { Committer, Outcome } from './log-committer';
import type { PreparedAppend } from './log-writer';

/** The most appends in one transaction. */
const MAX_GROUP = 1_000;

/** A commit that takes longer says that the disk does not answer, in milliseconds. */
const STUCK_MS = 10_000;

interface Pending {
  readonly append: PreparedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (reason: Error) => void;
}

/** Concurrent appends share one transaction and one fsync: what comes while one is under way makes the next. */
export class GroupCommit {
  private queue: Pending[] = [];
  private underWay: Promise<void> | null = null;
  private since = 0;
  private isDue = false;
  /** Whether the last commit failed, or a part of it. */
  private isFailing = false;
  private closed = false;

  /** @param now milliseconds that only ever grow */
  constructor(
    private readonly committer: Committer,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws WrongExpectedRevision, AppendOutcomeUnknown */
  append(append: PreparedAppend): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw new Error(`the event store is closed: nothing was appended to ${append.stream}`);
      this.queue.push({ append, resolve, reject });
      this.nextInTheEnd();
    });
  }

  /** @throws why it cannot write, when it can't */
  async check(): Promise<void> {
    if (this.underWay !== null && this.now() - this.since > STUCK_MS)
      throw new Error(`a commit takes longer than ${STUCK_MS} ms`);
    if (this.underWay === null || this.isFailing) await this.committer.check();
  }

  /** Finishes what is pending, takes no more. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.next();
    while (this.underWay !== null) await this.underWay;
    await this.committer.close();
  }

  /** Whoever can append in this turn of the event loop gets to do it first. */
  private nextInTheEnd(): void {
    if (this.isDue || this.underWay !== null) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      this.next();
    });
  }

  private next(): void {
    if (this.underWay !== null || this.queue.length === 0) return;
    const group = this.queue.slice(0, MAX_GROUP);
    this.queue = this.queue.slice(MAX_GROUP);
    this.since = this.now();
    this.underWay = this.commit(group);
  }

  private async commit(group: readonly Pending[]): Promise<void> {
    const outcomes = await this.outcomesOf(group);
    this.isFailing = outcomes.some((outcome) => 'failure' in outcome);
    this.underWay = null;
    this.next();
    group.forEach((pending, i) => {
      settle(pending, outcomes[i]);
    });
  }

  private async outcomesOf(group: readonly Pending[]): Promise<readonly Outcome[]> {
    try {
      return await this.committer.commit(group.map(({ append }) => append));
    } catch (failure) {
      return group.map(() => ({ failure }));
    }
  }
}

function settle({ append, resolve, reject }: Pending, outcome: Outcome = { failure: null }): void {
  const { stream, expectedRevision } = append;
  if ('position' in outcome) resolve(outcome);
  else if ('actual' in outcome) reject(new WrongExpectedRevision(stream, expectedRevision, outcome.actual));
  else reject(new AppendOutcomeUnknown(stream, outcome.failure));
}
