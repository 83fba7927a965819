import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { START, positionFrom } from '../../kernel/message';
import type { Position } from '../../kernel/message';
import { UnreadableEvent } from '../../ports/event-store';
import { readRow, selectEvents } from './event-row';
import type { EventRow } from './event-row';

/** All of a log at one moment, in a few words. */
export interface WholeLog {
  readonly events: number;
  /** The position of the last event. */
  readonly head: Position;
  /** SHA-256 over every event in its order, as it is stored. */
  readonly sha256: string;
  /** The first of those that are not as they were appended, and how many there are. */
  readonly unreadable: { readonly count: number; readonly first: string | null };
}

const REPORT_EVERY = 10_000;

/** Reads every event. @param report told how many were read */
export function readWholeLog(db: Database.Database, report: (events: number) => void): WholeLog {
  const hash = createHash('sha256');
  let [events, head, count, first] = [0, START, 0, null as string | null];
  for (const row of db.prepare<[], EventRow>(selectEvents('ORDER BY position')).raw().iterate()) {
    const event = readRow(row);
    if (event instanceof UnreadableEvent) {
      count += 1;
      first ??= event.message;
    }
    hash.update(JSON.stringify(row));
    head = positionFrom(BigInt(row[0]));
    events += 1;
    if (events % REPORT_EVERY === 0) report(events);
  }
  report(events);
  return { events, head, sha256: hash.digest('hex'), unreadable: { count, first } };
}

export const countEvents = (db: Database.Database): number =>
  db.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0;

/** Whether the file is whole, as far as SQLite can tell. */
export const integrityFault = (db: Database.Database): string | null => {
  const [first] = db.pragma('integrity_check(1)') as readonly { readonly integrity_check: string }[];
  return first === undefined || first.integrity_check === 'ok' ? null : first.integrity_check;
};
