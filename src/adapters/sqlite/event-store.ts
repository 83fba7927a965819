import { BroadcastChannel } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { NO_STREAM, positionFrom } from '../../kernel/message';
import type { NewEvent, Position, RecordedEvent } from '../../kernel/message';
import { AppendOutcomeUnknown, AppendTooLarge, MAX_APPEND_BYTES, WrongExpectedRevision } from '../../ports/event-store';
import type { Appended, EventStore, LogPage, StreamRead } from '../../ports/event-store';
import { DataFolderLock } from './data-folder-lock';
import { openEventLogForWriting } from './event-log';
import { SqliteLogReader, announcements } from './log-reader';

/** An append on its way into a group: its events as the table takes them. */
interface Pending {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly rows: readonly Row[];
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

type Row = readonly [id: string, type: string, data: string, metadata: string];
type Verdict = Appended | WrongExpectedRevision;

/** How often a group whose commit failed is tried again on a fresh connection. */
const COMMIT_ATTEMPTS = 3;
/** The most appends in one transaction. */
const GROUP_LIMIT = 1_000;

/**
 * The log in one SQLite file. Appends that are asked for while others commit share the next transaction and its one
 * fsync; each checks its revision inside it, and only the conflicting one fails.
 */
export class SqliteEventStore implements EventStore {
  private readonly channel: BroadcastChannel;
  private reader: SqliteLogReader;
  private statements: Statements;
  private pending: Pending[] = [];
  private scheduled = false;
  private closed = false;

  private constructor(
    private readonly dataDir: string,
    private readonly lock: DataFolderLock,
    private db: Database.Database,
  ) {
    this.channel = new BroadcastChannel(announcements(dataDir));
    this.channel.unref();
    this.statements = prepare(db);
    this.reader = new SqliteLogReader(db, dataDir);
  }

  /** @throws DomainError `data_folder_in_use` */
  static open(dataDir: string): SqliteEventStore {
    const lock = DataFolderLock.acquire(dataDir);
    try {
      return new SqliteEventStore(dataDir, lock, openEventLogForWriting(dataDir));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw new Error('the event store is closed');
      if (events.length === 0) throw new Error(`an append to ${stream} without events`);
      const rows = events.map(toRow);
      const bytes = rows.reduce((sum, [, ...texts]) => sum + byteLength(texts), 0);
      if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(stream, bytes);
      this.pending.push({ stream, expectedRevision, rows, resolve, reject });
      this.schedule();
    });
  }

  readStream(stream: string, options?: StreamRead): Promise<readonly RecordedEvent[]> {
    return attempt(() => this.reader.readStream(stream, options));
  }

  readAll(after: Position, limit: number): Promise<LogPage> {
    return attempt(() => this.reader.readAll(after, limit));
  }

  /** On a connection of its own, so that a page is never read in the middle of a commit. */
  async *subscribe(after: Position, signal: AbortSignal): AsyncGenerator<LogPage> {
    const reader = SqliteLogReader.open(this.dataDir);
    try {
      yield* reader.subscribe(after, signal);
    } finally {
      reader.close();
    }
  }

  head(): Promise<Position> {
    return attempt(() => this.reader.head());
  }

  ping(): Promise<void> {
    return attempt(() => void this.reader.head());
  }

  close(): Promise<void> {
    return attempt(() => {
      if (this.closed) return;
      while (this.pending.length > 0) this.commitGroup();
      this.closed = true;
      this.channel.close();
      this.db.close();
      this.lock.release();
    });
  }

  /** After what is waiting to run now, so that everyone who is ready to append is in the group. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.pending.length > 0) this.commitGroup();
      if (this.pending.length > 0) this.schedule();
    });
  }

  private commitGroup(): void {
    const group = this.pending.splice(0, GROUP_LIMIT);
    let verdicts: readonly Verdict[];
    try {
      verdicts = this.commitSurely(group);
    } catch (error) {
      for (const { stream, reject } of group) reject(new AppendOutcomeUnknown(stream, error));
      return;
    }
    group.forEach(({ resolve, reject }, i) => {
      const verdict = verdicts[i];
      if (verdict instanceof WrongExpectedRevision) reject(verdict);
      else if (verdict !== undefined) resolve(verdict);
    });
    this.channel.postMessage(null);
  }

  /** A failed commit may or may not be on disk: on a fresh connection, the identical appends find out. */
  private commitSurely(group: readonly Pending[]): readonly Verdict[] {
    for (let attempts = 1; ; attempts++) {
      try {
        return this.commit(group);
      } catch (error) {
        if (attempts === COMMIT_ATTEMPTS) throw error;
        this.reopen();
      }
    }
  }

  private commit(group: readonly Pending[]): readonly Verdict[] {
    const { begin, commit, rollback, head } = this.statements;
    begin.run();
    try {
      let position = head.get()?.position ?? 0n;
      const verdicts = group.map((pending) => {
        const verdict = this.appendOne(pending, position);
        if (!(verdict instanceof WrongExpectedRevision) && verdict.inserted) position += BigInt(pending.rows.length);
        return verdict;
      });
      commit.run();
      return verdicts;
    } catch (error) {
      if (this.db.inTransaction) rollback.run();
      throw error;
    }
  }

  private appendOne(
    { stream, expectedRevision, rows }: Pending,
    head: bigint,
  ): (Appended & { readonly inserted: boolean }) | WrongExpectedRevision {
    const actual = Number(this.statements.revision.get(stream)?.revision ?? BigInt(NO_STREAM));
    if (actual !== expectedRevision) {
      const before = this.identical(stream, expectedRevision, rows);
      return before === null
        ? new WrongExpectedRevision(stream, expectedRevision, actual)
        : { ...before, inserted: false };
    }
    rows.forEach(([id, type, data, metadata], i) => {
      const offset = i + 1;
      this.statements.insert.run(head + BigInt(offset), stream, expectedRevision + offset, id, type, data, metadata);
    });
    const revision = expectedRevision + rows.length;
    return { revision, position: positionFrom(head + BigInt(rows.length)), inserted: true };
  }

  /** The same events at the same place, stored before: what their append answered. */
  private identical(stream: string, expectedRevision: number, rows: readonly Row[]): Appended | null {
    const stored = this.statements.ids.all(stream, expectedRevision + 1, rows.length);
    const last = stored.at(-1);
    if (last === undefined || stored.length !== rows.length) return null;
    if (!stored.every(({ id }, i) => id === rows[i]?.[0])) return null;
    return { revision: expectedRevision + rows.length, position: positionFrom(last.position) };
  }

  private reopen(): void {
    this.db.close();
    this.db = openEventLogForWriting(this.dataDir);
    this.statements = prepare(this.db);
    this.reader = new SqliteLogReader(this.db, this.dataDir);
  }
}

type Statements = ReturnType<typeof prepare>;

const prepare = (db: Database.Database) => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  rollback: db.prepare('ROLLBACK'),
  head: db.prepare<[], { position: bigint | null }>('SELECT max(position) AS position FROM events').safeIntegers(true),
  revision: db
    .prepare<[string], { revision: bigint }>(
      'SELECT revision FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    )
    .safeIntegers(true),
  ids: db
    .prepare<[string, number, number], { id: string; position: bigint }>(
      'SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
    )
    .safeIntegers(true),
  insert: db.prepare(
    'INSERT INTO events (position, stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
});

const toRow = ({ id, type, data, metadata }: NewEvent): Row => [
  id,
  type,
  JSON.stringify(data),
  JSON.stringify(metadata),
];

const byteLength = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** SQLite answers at once; the port's callers see its errors as rejections. */
const attempt = async <T>(read: () => T): Promise<T> => Promise.resolve(read());
