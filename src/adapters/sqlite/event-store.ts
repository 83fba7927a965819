import type { NewEvent, Position, RecordedEvent } from '../../kernel/message';
import { AppendTooLarge, MAX_APPEND_BYTES, UnreadableEvent, WrongExpectedRevision } from '../../ports/event-store';
import type {
  Appended,
  Ends,
  EventStore,
  Latest,
  LogPage,
  StreamEvents,
  StreamPlace,
  StreamRead,
} from '../../ports/event-store';
import { answered } from './answering';
import { namedLogDamage } from './damage';
import { DataFolderLock } from './data-folder-lock';
import { openEventLogForWriting } from './event-log';
import { GroupCommit } from './group-commit';
import { DEFAULT_LIMIT, SqliteLogReader } from './log-reader';
import { LogCommitter } from './log-committer';
import type { Committer } from './log-committer';
import { prepareAppend } from './log-writer';
import { StreamHeads } from './stream-heads';

/**
 * The log in one SQLite file, `events.db` in the data folder. This process is the only one that writes to the folder;
 * other threads and processes read through SqliteLogReader.
 */
export class SqliteEventStore implements EventStore {
  readonly isShared = false;
  private readonly heads = new StreamHeads();

  private constructor(
    private readonly lock: DataFolderLock,
    private readonly commits: GroupCommit,
    private readonly reader: SqliteLogReader,
  ) {}

  /**
   * Makes the folder and the log when they are missing.
   * @param committerTo who commits, given the data folder; this thread unless told
   * @throws DomainError `data_folder_in_use`, `event_log_damaged`, `not_an_event_log` when the file is another database,
   *         `newer_event_log` when a newer version of the software wrote it
   */
  static open(
    dataDir: string,
    committerTo: (dataDir: string) => Committer = (folder) => LogCommitter.to(folder),
  ): SqliteEventStore {
    const lock = DataFolderLock.acquire(dataDir);
    try {
      const made = openEventLogForWriting(dataDir);
      try {
        const reader = SqliteLogReader.open(dataDir);
        return new SqliteEventStore(lock, new GroupCommit(committerTo(dataDir)), reader);
      } finally {
        made.close();
      }
    } catch (error) {
      lock.release();
      throw namedLogDamage(error, dataDir);
    }
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended> {
    if (events.length === 0) throw new Error(`an append to ${stream} has no events`);
    const append = prepareAppend(stream, expectedRevision, events);
    if (append.bytes !== null && append.bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, append.bytes);
    try {
      const appended = await this.commits.append(append);
      this.heads.reached(stream, appended.revision);
      return appended;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) this.heads.reached(stream, error.actual);
      else this.heads.forget(stream);
      throw error;
    }
  }

  async readStream(stream: string, options: StreamRead = {}): Promise<readonly RecordedEvent[]> {
    const { from = 0, limit = DEFAULT_LIMIT, direction = 'forwards' } = options;
    if (direction === 'forwards' && this.endsBefore(stream, from)) return [];
    const events = await this.reader.readStream(stream, options);
    if (direction === 'forwards') this.seen({ stream, from }, events, limit);
    return events;
  }

  async readStreams(streams: readonly StreamPlace[], limit: number): Promise<readonly StreamEvents[]> {
    const read = await this.reader.readStreams(streams, limit);
    streams.forEach((place, i) => {
      const events = read[i];
      if (events !== undefined && !(events instanceof UnreadableEvent)) this.seen(place, events, limit);
    });
    return read;
  }

  /** A page that is not full ends with its stream; one that is empty only tells that nothing stands there. */
  private seen({ stream, from }: StreamPlace, events: readonly RecordedEvent[], limit: number): void {
    if (events.length < limit) this.heads.reached(stream, events.at(-1)?.revision ?? from - 1);
  }

  endsBefore(stream: string, revision: number): boolean {
    return this.heads.endsBefore(stream, revision);
  }

  look(): Promise<Ends> {
    return Promise.resolve(this);
  }

  readAll(after: Position, limit: number): Promise<LogPage> {
    return this.reader.readAll(after, limit);
  }

  subscribe(after: Position, signal: AbortSignal): AsyncIterable<LogPage> {
    return this.reader.subscribe(after, signal);
  }

  head(): Promise<Position> {
    return this.reader.head();
  }

  latest(): Promise<Latest | null> {
    return this.reader.latest();
  }

  identity(): Promise<string> {
    return this.reader.identity();
  }

  idAt(position: Position): Promise<string | null> {
    return this.reader.idAt(position);
  }

  async ping(): Promise<void> {
    await this.reader.ping();
    await answered('event store', () => this.commits.check());
  }

  /** Ends the subscriptions, finishes the appends that are pending, and leaves everything in one file. */
  async close(): Promise<void> {
    try {
      await this.reader.close();
      await this.commits.close();
    } finally {
      this.lock.release();
    }
  }
}
