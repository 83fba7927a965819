import { setImmediate as nextTurn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { START, positionFrom, positionToBigInt } from '../../kernel/message';
import type { Position, RecordedEvent } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import type { EventStore, Latest, LogPage, StreamEvents, StreamPlace, StreamRead } from '../../ports/event-store';
import { answered } from './answering';
import { BOUND_LIMIT } from './bound-limit';
import { CommitListener } from './commit-news';
import { openEventLogForReading } from './event-log';
import { readRow, rowReader, selectEvents } from './event-row';
import type { EventRow } from './event-row';

export const DEFAULT_LIMIT = 1_000;
/** Few enough that they are gone through before the garbage collector has to move them. */
const SUBSCRIPTION_PAGE = 500;

/**
 * The reading half of the event store, on a connection of its own: one for each thread that reads. It never waits for
 * the writer, nor the writer for it.
 */
export class SqliteLogReader implements Omit<EventStore, 'append' | 'endsBefore' | 'isShared' | 'look'> {
  private readonly forwards;
  private readonly backwards;
  private readonly together;
  private readonly all;
  private readonly last;
  private readonly newest;
  private readonly idOf;
  private readonly named;

  private constructor(
    private readonly db: Database.Database,
    private readonly commits: CommitListener,
  ) {
    type OfStream = [stream: string, from: number, limit: number];
    this.forwards = db
      .prepare<OfStream, EventRow>(selectEvents(`WHERE name = ? AND revision >= ? ORDER BY revision ${BOUND_LIMIT}`))
      .raw();
    this.backwards = db
      .prepare<OfStream, EventRow>(
        selectEvents(`WHERE name = ? AND revision <= ? ORDER BY revision DESC ${BOUND_LIMIT}`),
      )
      .raw();
    // a join in this order looks up one stream after another, by its name
    this.together = db
      .prepare<[limit: number, places: string], readonly [...EventRow, place: number]>(
        `SELECT position, name, revision, events.id, events.type, data, metadata, checksum, place.key
           FROM (SELECT ? AS most) CROSS JOIN json_each(?) AS place
          CROSS JOIN streams ON name = place.value ->> 0
          CROSS JOIN events ON events.stream = streams.stream
            AND revision >= place.value ->> 1 AND revision < (place.value ->> 1) + most
          ORDER BY place.key, revision`,
      )
      .raw();
    this.all = db
      .prepare<[after: number, limit: number], EventRow>(
        selectEvents(`WHERE position > ? ORDER BY position ${BOUND_LIMIT}`),
      )
      .raw();
    this.last = db.prepare<[], number | null>('SELECT max(position) FROM events').pluck();
    this.newest = db.prepare<[], EventRow>(selectEvents('ORDER BY position DESC LIMIT 1')).raw();
    this.idOf = db.prepare<[position: number], string>('SELECT id FROM events WHERE position = ?').pluck();
    this.named = db.prepare<[], string>("SELECT value FROM meta WHERE key = 'identity'").pluck();
  }

  /** @throws Error when the folder has no log, or one of another version */
  static open(dataDir: string): SqliteLogReader {
    return new SqliteLogReader(openEventLogForReading(dataDir), new CommitListener(dataDir));
  }

  /** The same beside a connection that the process has open: what keeps it from opening passes. @throws StoreUnavailable */
  static openBeside(dataDir: string): Promise<SqliteLogReader> {
    return answer(() => SqliteLogReader.open(dataDir));
  }

  readStream(stream: string, options: StreamRead = {}): Promise<readonly RecordedEvent[]> {
    const { from, limit = DEFAULT_LIMIT, direction = 'forwards' } = options;
    return answer(() =>
      direction === 'forwards'
        ? this.forwards.all(stream, from ?? 0, limit).map(recorded)
        : this.backwards.all(stream, from ?? Number.MAX_SAFE_INTEGER, limit).map(recorded),
    );
  }

  readStreams(places: readonly StreamPlace[], limit: number): Promise<readonly StreamEvents[]> {
    return answer(() => {
      const read = rowReader();
      const streams = places.map((): RecordedEvent[] | UnreadableEvent => []);
      const asked = JSON.stringify(places.map(({ stream, from }) => [stream, from]));
      for (const [position, stream, revision, id, type, data, metadata, checksum, place] of this.together.all(
        limit,
        asked,
      )) {
        const events = streams[place];
        if (events === undefined || events instanceof UnreadableEvent) continue;
        const event = read([position, stream, revision, id, type, data, metadata, checksum]);
        if (event instanceof UnreadableEvent) streams[place] = event;
        else events.push(event);
      }
      return streams;
    });
  }

  readAll(after: Position, limit: number): Promise<LogPage> {
    return answer(() => {
      const { unreadable = [], ...page } = this.page(after, limit);
      if (unreadable[0] !== undefined) throw unreadable[0];
      return page;
    });
  }

  /** The first page comes at once, also when it is empty; later ones are not. Closing the reader ends it. */
  async *subscribe(after: Position, signal: AbortSignal): AsyncGenerator<LogPage> {
    let position = after;
    let first = true;
    for (;;) {
      // Reading is synchronous: a long history must not hold up everything else in this thread.
      await nextTurn();
      if (signal.aborted || !this.db.open) return;
      const page = await answer(() => this.page(position, SUBSCRIPTION_PAGE));
      if (page.next === position && !first) {
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

  latest(): Promise<Latest | null> {
    return answer(() => {
      const row = this.newest.get();
      const event = row === undefined ? null : readRow(row);
      if (event === null || event instanceof UnreadableEvent) return null;
      return { decidedAt: Date.parse(event.metadata.at), storedAt: null };
    });
  }

  identity(): Promise<string> {
    return answer(() => {
      const identity = this.named.get();
      if (identity === undefined) throw new Error('the event log has lost its identity');
      return identity;
    });
  }

  idAt(position: Position): Promise<string | null> {
    return answer(() => this.idOf.get(Number(positionToBigInt(position))) ?? null);
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
    const rows = this.all.all(Number(positionToBigInt(after)), limit);
    const last = rows.at(-1);
    const next = last === undefined ? after : positionFrom(last[0]);
    const caughtUp = rows.length < limit || next === this.lastPosition();
    const events: RecordedEvent[] = [];
    const unreadable: UnreadableEvent[] = [];
    const read = rowReader();
    for (const row of rows) {
      const event = read(row);
      if (event instanceof UnreadableEvent) unreadable.push(event);
      else events.push(event);
    }
    return { events, ...(unreadable.length > 0 && { unreadable }), next, caughtUp };
  }

  private lastPosition(): Position {
    const position = this.last.get();
    return typeof position === 'number' ? positionFrom(position) : START;
  }
}

/** @throws UnreadableEvent */
function recorded(row: EventRow): RecordedEvent {
  const event = readRow(row);
  if (event instanceof UnreadableEvent) throw event;
  return event;
}

const answer = <T>(read: () => T): Promise<T> => answered('event store', read);
