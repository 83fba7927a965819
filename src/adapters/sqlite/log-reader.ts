import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { START, positionFrom, positionToBigInt } from '../../kernel/message';
import type { Metadata, Position, RecordedEvent } from '../../kernel/message';
import type { EventStore, LogPage, StreamRead } from '../../ports/event-store';
import { CommitListener } from './commit-news';
import { openEventLogForReading } from './event-log';

const DEFAULT_LIMIT = 1_000;
const SUBSCRIPTION_PAGE = 4_000;

type Row = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
];

const select = (rest: string): string =>
  `SELECT position, name, revision, id, type, data, metadata FROM events JOIN streams USING (stream) ${rest}`;

/**
 * The reading half of the event store, on a connection of its own: one for each thread that reads. It never waits for
 * the writer, nor the writer for it.
 */
export class SqliteLogReader implements Omit<EventStore, 'append'> {
  private readonly forwards;
  private readonly backwards;
  private readonly all;
  private readonly last;

  private constructor(
    private readonly db: Database.Database,
    private readonly commits: CommitListener,
  ) {
    type OfStream = [stream: string, from: number, limit: number];
    this.forwards = db
      .prepare<OfStream, Row>(select('WHERE name = ? AND revision >= ? ORDER BY revision LIMIT ?'))
      .raw();
    this.backwards = db
      .prepare<OfStream, Row>(select('WHERE name = ? AND revision <= ? ORDER BY revision DESC LIMIT ?'))
      .raw();
    this.all = db
      .prepare<[after: number, limit: number], Row>(select('WHERE position > ? ORDER BY position LIMIT ?'))
      .raw();
    this.last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
  }

  /** @throws Error when the folder has no log, or one of another version */
  static open(dataDir: string): SqliteLogReader {
    return new SqliteLogReader(openEventLogForReading(dataDir), new CommitListener(dataDir));
  }

  readStream(stream: string, options: StreamRead = {}): Promise<readonly RecordedEvent[]> {
    const { from, limit = DEFAULT_LIMIT, direction = 'forwards' } = options;
    return answer(() =>
      direction === 'forwards'
        ? this.forwards.all(stream, from ?? 0, limit).map(recorded)
        : this.backwards.all(stream, from ?? Number.MAX_SAFE_INTEGER, limit).map(recorded),
    );
  }

  readAll(after: Position, limit: number): Promise<LogPage> {
    return answer(() => this.page(after, limit));
  }

  /** The first page comes at once, also when it is empty; later ones are not. Closing the reader ends it. */
  async *subscribe(after: Position, signal: AbortSignal): AsyncGenerator<LogPage> {
    let position = after;
    let first = true;
    for (;;) {
      // Reading is synchronous: a long history must not hold up everything else in this thread.
      await nextTurn();
      if (signal.aborted || !this.db.open) return;
      const page = this.page(position, SUBSCRIPTION_PAGE);
      if (page.events.length === 0 && !first) {
        await this.commits.next(signal);
        continue;
      }
      first = false;
      position = page.next;
      yield page;
    }
  }

  head(): Promise<Position> {
    return answer(() => this.lastPosition());
  }

  ping(): Promise<void> {
    return answer(() => void this.lastPosition());
  }

  close(): Promise<void> {
    return answer(() => {
      this.db.close();
      this.commits.close();
    });
  }

  private page(after: Position, limit: number): LogPage {
    const events = this.all.all(Number(positionToBigInt(after)), limit).map(recorded);
    const next = events.at(-1)?.position ?? after;
    return { events, next, caughtUp: events.length < limit || next === this.lastPosition() };
  }

  private lastPosition(): Position {
    const position = this.last.get();
    return typeof position === 'number' ? positionFrom(BigInt(position)) : START;
  }
}

const recorded = ([position, stream, revision, id, type, data, metadata]: Row): RecordedEvent => ({
  id,
  type,
  data: JSON.parse(data) as object,
  metadata: JSON.parse(metadata) as Metadata,
  stream,
  revision,
  position: positionFrom(BigInt(position)),
});

/** SQLite answers at once and throws at once; the port answers with promises. */
const answer = <T>(read: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(read());
  });
