import type { NewEvent, Position, RecordedEvent } from '../kernel/message';

/**
 * The log: streams of events, each append at the exact revision its writer saw.
 *
 * Promises that every adapter keeps (test/contracts/event-store.ts):
 * - An append is atomic and durable when it answers. It is never empty and at most MAX_APPEND_BYTES.
 * - The identical append (same ids, same expected revision) succeeds again with the same answer, whatever came after it.
 *   So an unknown outcome is settled by repeating it; `append` does that by itself a bounded number of times and throws
 *   AppendOutcomeUnknown only when the store stays silent.
 * - The log is read in the order of positions, each stream in the order of revisions, without gaps in a stream.
 */
export interface EventStore {
  /**
   * @param expectedRevision revision of the stream's last event, NO_STREAM when it has none
   * @throws WrongExpectedRevision, AppendTooLarge, AppendOutcomeUnknown
   */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended>;

  /** At most `limit` events (default 1000), forwards from revision `from` inclusive; backwards from there, or from the end. A missing stream has none. */
  readStream(stream: string, options?: StreamRead): Promise<readonly RecordedEvent[]>;

  /** The next page of the whole log after a position, exclusive; at most `limit` events. */
  readAll(after: Position, limit: number): Promise<LogPage>;

  /**
   * Pages of the whole log after a position, then live as it grows, until the signal is aborted. Reconnects by itself;
   * nothing is skipped and nothing is given twice.
   */
  subscribe(after: Position, signal: AbortSignal): AsyncIterable<LogPage>;

  /** The position of the last event, START when there is none. */
  head(): Promise<Position>;

  /** Resolves when the store answers, rejects with the reason when it doesn't. */
  ping(): Promise<void>;

  close(): Promise<void>;
}

export interface Appended {
  /** Revision of the last event of the append. */
  readonly revision: number;
  /** Position of the last event of the append. */
  readonly position: Position;
}

export interface StreamRead {
  readonly from?: number;
  readonly limit?: number;
  readonly direction?: 'forwards' | 'backwards';
}

export interface LogPage {
  readonly events: readonly RecordedEvent[];
  /** Where to go on: at or behind the last event of the page. */
  readonly next: Position;
  /** True when the log had nothing more at the time of reading. */
  readonly caughtUp: boolean;
}

/** The most one append may hold: the sum of the bytes of its events' data, metadata and types as JSON. */
export const MAX_APPEND_BYTES = 1_048_576;

export class WrongExpectedRevision extends Error {
  readonly code = 'wrong_expected_revision';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${stream} is at revision ${actual}, not ${expected}`);
    this.name = 'WrongExpectedRevision';
  }
}

export class AppendTooLarge extends Error {
  readonly code = 'append_too_large';
  constructor(
    readonly stream: string,
    readonly bytes: number,
  ) {
    super(`an append of ${bytes} bytes to ${stream} is over ${MAX_APPEND_BYTES}`);
    this.name = 'AppendTooLarge';
  }
}

/** The append may or may not be stored, and repeating it brought no answer either. */
export class AppendOutcomeUnknown extends Error {
  readonly code = 'append_outcome_unknown';
  constructor(
    readonly stream: string,
    reason: unknown,
  ) {
    super(`the outcome of an append to ${stream} is unknown`, { cause: reason });
    this.name = 'AppendOutcomeUnknown';
  }
}

/** Names the event store where interfaces cannot. */
export const EVENT_STORE = Symbol('event store');
