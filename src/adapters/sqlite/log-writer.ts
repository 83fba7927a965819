import type Database from 'better-sqlite3';
import { NO_STREAM, positionFrom } from '../../kernel/message';
import type { NewEvent } from '../../kernel/message';
import { Recent } from '../../kernel/recent';
import type { Appended } from '../../ports/event-store';
import { MAX_APPEND_BYTES } from '../../ports/event-store';
import { BOUND_LIMIT } from './bound-limit';
import { checksumOf } from './event-row';

/** An append as the tables take it. */
export interface PreparedAppend {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly events: readonly PreparedEvent[];
  /** Of types, data and metadata together; null when they are too few to be counted. */
  readonly bytes: number | null;
}

/** Data and metadata as JSON text. */
type PreparedEvent = readonly [id: string, type: string, data: string, metadata: string];

/** The answer to one append, while the others of its transaction go through: its stream's revision is another. */
export interface Conflict {
  readonly actual: number;
}

export function prepareAppend(stream: string, expectedRevision: number, events: readonly NewEvent[]): PreparedAppend {
  const shared = new Map<object, string>();
  const prepared = events.map(({ id, type, data, metadata }): PreparedEvent => {
    const about = shared.get(metadata) ?? JSON.stringify(metadata);
    shared.set(metadata, about);
    return [id, type, JSON.stringify(data), about];
  });
  return { stream, expectedRevision, events: prepared, bytes: countBytes(prepared) };
}

/** In UTF-8 a unit of a string takes three bytes at most. */
function countBytes(events: readonly PreparedEvent[]): number | null {
  const count = (lengthOf: (text: string) => number): number =>
    events.reduce((sum, [, type, data, about]) => sum + lengthOf(type) + lengthOf(data) + lengthOf(about), 0);
  return count((text) => text.length) * 3 <= MAX_APPEND_BYTES ? null : count((text) => Buffer.byteLength(text));
}

/** What the tables hold of a stream. */
interface StoredStream {
  readonly stream: number;
  /** Of its last event. */
  readonly revision: number;
}

/** Streams that were appended to last, at least so many. */
const CAPACITY = 20_000;
/** How long others are waited for, in milliseconds. */
const BUSY_MS = 5_000;

/** Appends over one connection, any number of them in one transaction. */
export class LogWriter {
  /** Nobody else writes, and what is not committed is left with the connection. */
  private readonly known = new Recent<string, StoredStream>(CAPACITY);
  private readonly findStream;
  private readonly addStream;
  private readonly addEvent;
  private readonly storedFrom;
  private readonly transaction;

  constructor(private readonly db: Database.Database) {
    this.findStream = db.prepare<[name: string], StoredStream>(
      `SELECT stream, (SELECT max(revision) FROM events WHERE events.stream = streams.stream) AS revision
         FROM streams WHERE name = ?`,
    );
    this.addStream = db.prepare<[name: string]>('INSERT INTO streams (name) VALUES (?)');
    this.addEvent = db.prepare<[stream: number, revision: number, ...PreparedEvent, checksum: number]>(
      'INSERT INTO events (stream, revision, id, type, data, metadata, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.storedFrom = db.prepare<[stream: number, revision: number, limit: number], { id: string; position: number }>(
      `SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision ${BOUND_LIMIT}`,
    );
    this.transaction = db.transaction((appends: readonly PreparedAppend[]) => appends.map((each) => this.append(each)));
  }

  /** On disk when it returns; when it throws, the outcome is unknown. */
  commit(appends: readonly PreparedAppend[]): readonly (Appended | Conflict)[] {
    return this.transaction.immediate(appends);
  }

  /**
   * Moves the write-ahead log into the database and empties it. Waits for those who are reading; when one of them stays,
   * as much is moved as can be.
   * @param patienceMs how long it waits
   * @returns whether all of it was moved
   */
  checkpoint(patienceMs = BUSY_MS): boolean {
    this.db.pragma(`busy_timeout = ${patienceMs}`);
    const busy = this.db.pragma('wal_checkpoint(TRUNCATE)', { simple: true });
    this.db.pragma(`busy_timeout = ${BUSY_MS}`);
    return busy === 0;
  }

  /** Writes what is there already. @throws what keeps the disk from taking it */
  probe(): void {
    this.db.exec("UPDATE meta SET value = value WHERE key = 'identity'");
  }

  close(): void {
    this.db.close();
  }

  private append({ stream: name, expectedRevision, events }: PreparedAppend): Appended | Conflict {
    const found = this.known.get(name) ?? this.findStream.get(name);
    const actual = found?.revision ?? NO_STREAM;
    if (actual !== expectedRevision) {
      const before = found && this.appendedBefore(found.stream, expectedRevision, events);
      return before ?? { actual };
    }
    const stream = found?.stream ?? Number(this.addStream.run(name).lastInsertRowid);
    let revision = expectedRevision;
    let position: number | bigint = 0;
    for (const event of events) {
      const checksum = checksumOf(name, ++revision, ...event);
      position = this.addEvent.run(stream, revision, ...event, checksum).lastInsertRowid;
    }
    this.known.set(name, { stream, revision });
    return { revision, position: positionFrom(BigInt(position)) };
  }

  /** What the identical append answered: the same ids stand where it would have put them. */
  private appendedBefore(
    stream: number,
    expectedRevision: number,
    events: readonly PreparedEvent[],
  ): Appended | undefined {
    const stored = this.storedFrom.all(stream, expectedRevision + 1, events.length);
    const last = stored.at(-1);
    const identical = stored.length === events.length && stored.every(({ id }, i) => id === events[i]?.[0]);
    if (last === undefined || !identical) return undefined;
    return { revision: expectedRevision + events.length, position: positionFrom(BigInt(last.position)) };
  }
}
