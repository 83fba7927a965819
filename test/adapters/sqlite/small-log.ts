import type Database from 'better-sqlite3';
import { openEventLogForWriting } from '../../../src/adapters/sqlite/event-log';
import { LogCommitter } from '../../../src/adapters/sqlite/log-committer';
import { SqliteLogReader } from '../../../src/adapters/sqlite/log-reader';
import { prepareAppend } from '../../../src/adapters/sqlite/log-writer';
import type { PreparedAppend } from '../../../src/adapters/sqlite/log-writer';
import { NO_STREAM, START } from '../../../src/kernel/message';
import { newEvent, readFrom } from '../../contracts/event-store/sample-log';

/** An append of one event of about so many bytes. */
export const appendOf = (stream: string, bytes: number, expectedRevision = NO_STREAM): PreparedAppend =>
  prepareAppend(stream, expectedRevision, [newEvent('Happened', { text: 'x'.repeat(bytes) })]);

/** A log in a file that cannot grow beyond `maxPages`, what was told of its commits, and the connections that wrote to it. */
export class SmallLog {
  maxPages = 1_000_000;
  commits = 0;
  readonly opened: Database.Database[] = [];
  readonly committer: LogCommitter;

  constructor(readonly folder: string) {
    this.committer = new LogCommitter(
      () => this.open(),
      () => this.commits++,
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
    this.opened.push(db);
    return db;
  }
}
