import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { DomainError } from '../../kernel/errors';
import { eventLogFile, openEventLogForReading } from './event-log';
import { makeFolder } from './make-folder';
import { countEvents, integrityFault, readWholeLog } from './whole-log';
import type { WholeLog } from './whole-log';

export interface LogWork {
  readonly phase: 'reading' | 'copying' | 'verifying';
  /** Of `total` events. */
  readonly done: number;
  readonly total: number;
}

/** Pages copied before it is told how far it is. */
const STEP_PAGES = 1_000;

/**
 * Copies the log of a data folder as it is at one moment, while others append to it: a read transaction is held open
 * meanwhile. The copy is read back and compared, and is there whole or not at all.
 *
 * @param folder gets `events.db`, for this user only
 * @throws DomainError `event_log_missing`, `backup_exists`, `backup_failed`; what SQLite and the file system say
 */
export async function backUpLog(dataDir: string, folder: string, report: (work: LogWork) => void): Promise<WholeLog> {
  const log = eventLogFile(dataDir);
  if (!existsSync(log))
    throw new DomainError(
      'event_log_missing',
      `there is no event log in ${path.resolve(dataDir)}: nothing was backed up`,
    );
  makeFolder(folder);
  const file = eventLogFile(folder);
  if (existsSync(file)) throw new DomainError('backup_exists', `${file} is there already: name another folder`);
  const part = `${file}.part`;
  const source = openEventLogForReading(dataDir);
  try {
    source.exec('BEGIN');
    const total = countEvents(source);
    const telling = (phase: LogWork['phase']) => (done: number) => {
      report({ phase, done, total });
    };
    const original = readWholeLog(source, telling('reading'));
    makePrivate(part);
    await source.backup(part, {
      progress: ({ totalPages, remainingPages }) => {
        telling('copying')(Math.floor((total * (totalPages - remainingPages)) / Math.max(1, totalPages)));
        return STEP_PAGES;
      },
    });
    verify(part, original, telling('verifying'));
    putInPlace(part, file);
    return original;
  } finally {
    source.close();
    for (const left of [part, `${part}-wal`, `${part}-shm`, `${part}-journal`]) rmSync(left, { force: true });
  }
}

function verify(part: string, original: WholeLog, report: (events: number) => void): void {
  const db = new Database(part);
  try {
    db.pragma('journal_mode = DELETE'); // one file, which can be read where nothing can be written
    const fault = integrityFault(db);
    const { sha256 } = readWholeLog(db, report);
    if (fault !== null || sha256 !== original.sha256)
      throw new DomainError('backup_failed', `the copy is not what was copied: ${fault ?? 'its events differ'}`);
  } finally {
    db.close();
  }
}

/** An empty file, before SQLite makes one that others may read. */
export function makePrivate(file: string): void {
  rmSync(file, { force: true });
  closeSync(openSync(file, 'wx', 0o600));
}

/** On disk before it has its name, and the name on disk. */
export function putInPlace(part: string, file: string): void {
  sync(part);
  renameSync(part, file);
  sync(path.dirname(file));
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
