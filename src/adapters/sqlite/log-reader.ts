import { BroadcastChannel } from 'node:worker_threads';
import { realpathSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { START, positionFrom, positionToBigInt } from '../../kernel/message';
import type { Metadata, Position, RecordedEvent } from '../../kernel/message';
import type { LogPage, StreamRead } from '../../ports/event-store';
import { eventLogFile, openEventLogForReading } from './event-log';

interface Row {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

const COLUMNS = 'position, stream, revision, id, type, data, metadata';
const DEFAULT_LIMIT = 1000;
const SUBSCRIPTION_PAGE = 1000;
/** How late a commit of another process may be noticed; those of this one are announced. */
const POLL_MS = 250;

/** Where commits to a log are announced to every thread of the process. */
export const announcements = (dataDir: string): string => `runledger:${realpathSync(eventLogFile(dataDir))}`;

/** The reading half of the event store, usable alone in another thread or process. */
export class SqliteLogReader {
  private readonly forwards: Database.Statement<[string, bigint, number], Row>;
  private readonly backwards: Database.Statement<[string, bigint, number], Row>;
  private readonly all: Database.Statement<[bigint, number], Row>;
  private readonly last: Database.Statement<[], { position: bigint | null }>;

  constructor(
    private readonly db: Database.Database,
    private readonly dataDir: string,
  ) {
    const prepare = <P extends unknown[], R>(sql: string): Database.Statement<P, R> =>
      db.prepare<P, R>(sql).safeIntegers(true);
    this.forwards = prepare(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
    );
    this.backwards = prepare(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
    );
    this.all = prepare(`SELECT ${COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?`);
    this.last = prepare('SELECT max(position) AS position FROM events');
  }

  static open(dataDir: string): SqliteLogReader {
    return new SqliteLogReader(openEventLogForReading(dataDir), dataDir);
  }

  readStream(
    stream: string,
    { from, limit = DEFAULT_LIMIT, direction = 'forwards' }: StreamRead = {},
  ): RecordedEvent[] {
    const rows =
      direction === 'forwards'
        ? this.forwards.all(stream, BigInt(from ?? 0), limit)
        : this.backwards.all(stream, BigInt(from ?? Number.MAX_SAFE_INTEGER), limit);
    return rows.map(recorded);
  }

  readAll(after: Position, limit: number): LogPage {
    const events = this.all.all(positionToBigInt(after), limit).map(recorded);
    return { events, next: events.at(-1)?.position ?? after, caughtUp: events.length < limit };
  }

  head(): Position {
    const position = this.last.get()?.position;
    return position === null || position === undefined ? START : positionFrom(position);
  }

  /** Pulled page by page, so a slow consumer holds one page and no more. */
  async *subscribe(after: Position, signal: AbortSignal): AsyncGenerator<LogPage> {
    const announced = new Announcements(this.dataDir, signal);
    try {
      let position = after;
      while (!signal.aborted) {
        announced.reset();
        const page = this.readAll(position, SUBSCRIPTION_PAGE);
        position = page.next;
        yield page;
        if (page.caughtUp) await announced.next();
      }
    } finally {
      announced.close();
    }
  }

  close(): void {
    this.db.close();
  }
}

const recorded = (row: Row): RecordedEvent => ({
  type: row.type,
  data: JSON.parse(row.data) as object,
  id: row.id,
  metadata: JSON.parse(row.metadata) as Metadata,
  stream: row.stream,
  revision: Number(row.revision),
  position: positionFrom(row.position),
});

/** Tells a reader that there may be more: a commit was announced, a while has passed, or it is to stop. */
class Announcements {
  private readonly channel: BroadcastChannel;
  private heard = false;
  private wake: () => void = () => undefined;

  constructor(
    dataDir: string,
    private readonly signal: AbortSignal,
  ) {
    this.channel = new BroadcastChannel(announcements(dataDir));
    this.channel.onmessage = this.hear;
    signal.addEventListener('abort', this.hear);
  }

  reset(): void {
    this.heard = false;
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(this.hear, POLL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.heard || this.signal.aborted) this.wake();
    });
  }

  close(): void {
    this.signal.removeEventListener('abort', this.hear);
    this.channel.close();
    this.wake();
  }

  private readonly hear = (): void => {
    this.heard = true;
    this.wake();
  };
}
