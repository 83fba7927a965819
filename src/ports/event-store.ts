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

  /**
   * At most `limit` events (default 1000), forwards from revision `from` inclusive; backwards from there, or from the end.
   * A missing stream has none.
   * @throws UnreadableEvent
   */
  readStream(stream: string, options?: StreamRead): Promise<readonly RecordedEvent[]>;

  /**
   * Many streams together, each forwards from its revision inclusive, at most `limit` events of each. In their order; of
   * one that cannot be read, why: it does not hold up the others.
   */
  readStreams(streams: readonly StreamPlace[], limit: number): Promise<readonly StreamEvents[]>;

  /** Whether it is known without asking that nothing stands at this revision or behind it. */
  endsBefore(stream: string, revision: number): boolean;

  /** Whether other processes append too: then all that is known without asking is what `look` has just said. */
  readonly isShared: boolean;

  /** Asks where streams end that were read before. The answer holds until something else is waited for. */
  look(): Promise<Ends>;

  /** The next page of the whole log after a position, exclusive; at most `limit` events. @throws UnreadableEvent */
  readAll(after: Position, limit: number): Promise<LogPage>;

  /**
   * Pages of the whole log after a position, then live as it grows, until the signal is aborted. Reconnects by itself;
   * nothing is skipped and nothing is given twice. What cannot be read is in the page too, so that whoever it does not
   * concern goes on.
   *
   * @throws LogReplaced when the log that it reconnects to is not the one it was reading
   */
  subscribe(after: Position, signal: AbortSignal): AsyncIterable<LogPage>;

  /** The position of the last event, START when there is none. */
  head(): Promise<Position>;

  /** The last event, as far as clocks tell; null when there is none that can be read. */
  latest(): Promise<Latest | null>;

  /** What tells this log from every other one: made once, kept with it, the same for whoever opens it. */
  identity(): Promise<string>;

  /** The id of the event at a position, null when none stands there. */
  idAt(position: Position): Promise<string | null>;

  /** Resolves when the store answers, rejects with the reason when it doesn't. */
  ping(): Promise<void>;

  close(): Promise<void>;
}

/** Times are milliseconds since the epoch. */
export interface Latest {
  /** By the clock of whoever decided it. */
  readonly decidedAt: number;
  /** By the store's own clock; null where it has none. */
  readonly storedAt: number | null;
}

/** What is known of where streams end. */
export type Ends = Pick<EventStore, 'endsBefore'>;

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

export interface StreamPlace {
  readonly stream: string;
  readonly from: number;
}

export type StreamEvents = readonly RecordedEvent[] | UnreadableEvent;

export interface LogPage {
  readonly events: readonly RecordedEvent[];
  /** Of a subscription: what stands between the events and cannot be read, in order; absent when there is none. */
  readonly unreadable?: readonly UnreadableEvent[];
  /** Where to go on: the position of the last event of the page, of one that cannot be read too. */
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

/** An event that is not as it was appended, or not as this software writes them. */
export class UnreadableEvent extends Error {
  readonly code = 'event_unreadable';
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;

  /** @param event as far as it can be read */
  constructor(
    { id, type, stream, revision, position }: Pick<RecordedEvent, 'id' | 'type' | 'stream' | 'revision' | 'position'>,
    readonly reason: string,
  ) {
    super(`the event at revision ${revision} of ${stream} (position ${position}) cannot be read: ${reason}`);
    this.name = 'UnreadableEvent';
    this.id = id;
    this.type = type;
    this.stream = stream;
    this.revision = revision;
    this.position = position;
  }
}

/** The log is another than before, or has lost its end: it was restored from a backup, perhaps. */
export class LogReplaced extends Error {
  readonly code = 'log_replaced';
  constructor(position: Position) {
    super(`the log is not the one that was read up to position ${position}`);
    this.name = 'LogReplaced';
  }
}

/** Names the event store where interfaces cannot. */
export const EVENT_STORE = Symbol('event store');
