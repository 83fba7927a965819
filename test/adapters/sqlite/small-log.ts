import type Database from 'better-sqlite3';
import { openEventLogForWriting } from '../../../src/adapters/sqlite/event-log';
import { LogCommitter } from '../../../src/adapters/sqlite/log-committer';
import type { Doubt } from '../../../src/adapters/sqlite/log-committer';
import { SqliteLogReader } from '../../../src/adapters/sqlite/log-reader';
import { prepareAppend } from '../../../src/adapters/sqlite/log-writer';
import type { PreparedAppend } from '../../../src/adapters/sqlite/log-writer';
import { NO_STREAM, START } from '../../../src/kernel/message';
import { newEvent, readFrom } from '../../contracts/event-store/sample-log';

/** An append of one event of about so many bytes. */
export const appendOf = (stream: string, bytes: number, expectedRevision = NO_STREAM): PreparedAppend =>
  prepareAppend(stream, expectedRevision, [newEvent('Happened', { text: 'x'.repeat(bytes) })]);

const TAKES_NOTHING = ['INSERT ON events', 'UPDATE ON meta']
  .map((what, i) => `CREATE TEMP TRIGGER full_${i} BEFORE ${what} BEGIN SELECT RAISE(ABORT, 'it is full'); END;`)
  .join('');

/** A log in a file that cannot grow beyond `maxPages`, what was told of its commits, and the connections that wrote to it. */
export class SmallLog {
  maxPages = 1_000_000;
  /** Whether the disk takes nothing at all, for connections that are opened from now on. */
  isFull = false;
  commits = 0;
  readonly opened: Database.Database[] = [];
  readonly committer: LogCommitter;

  /** @param doubt of whoever wrote before */
  constructor(
    readonly folder: string,
    doubt?: Doubt,
  ) {
    this.committer = new LogCommitter(
      () => this.open(),
      () => this.commits++,
      undefined,
      doubt,
    );
  }

  /** The stream of each event, in their order. */
  async streams(): Promise<readonly string[]> {
    const reader = SqliteLogReader.open(this.folder);
    const events = await readFrom(reader, START);
    await reader.close();
    return events.map(({ stream }) => stream);
  }

  private open(): Database.Database {
    const db = openEventLogForWriting(this.folder);
    db.pragma(`max_page_count = ${this.maxPages}`);
    if (this.isFull) db.exec(TAKES_NOTHING);
    this.opened.push(db);
    return db;
  }
}
