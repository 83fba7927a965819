import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DomainError } from '../../kernel/errors';
import { makePrivate, putInPlace } from './backup';
import type { LogWork } from './backup';
import { isDamage } from './damage';
import { DataFolderLock } from './data-folder-lock';
import { eventLogFile, openEventLogForWriting, openForWriting } from './event-log';
import { SIDE_FILES, readModelFiles } from './file-names';
import { countEvents, integrityFault, readWholeLog } from './whole-log';
import type { WholeLog } from './whole-log';

export interface Restored extends WholeLog {
  /** Where the log is now that was there before; null when there was none. */
  readonly setAside: string | null;
}

/**
 * Puts a log back into a data folder that nobody uses. It gets an identity of its own: what was folded from the log that
 * was there is not the fold of this one, which goes on otherwise. The log that was there is set aside, never deleted;
 * embedded read models are, since they are folded anew.
 *
 * @param replace whether there may be a log with events
 * @param now ISO 8601, for the name of what is set aside
 * @throws DomainError `data_folder_in_use`, `data_folder_not_empty`, `not_a_backup`; what SQLite and the file system say
 */
export function restoreLog(
  folder: string,
  dataDir: string,
  replace: boolean,
  now: string,
  report: (work: LogWork) => void,
): Restored {
  const backup = eventLogFile(folder);
  if (!existsSync(backup)) throw new DomainError('not_a_backup', `there is no ${backup}`);
  const lock = DataFolderLock.acquire(dataDir);
  const file = eventLogFile(dataDir);
  const part = `${file}.part`;
  try {
    // Opened and closed in order, it is one file.
    if (holdsEvents(dataDir) && !replace)
      throw new DomainError(
        'data_folder_not_empty',
        `${file} has events: --force sets it aside and puts the backup there, to which all that was done since is unknown: ` +
          `timers fire again, and messages that were sent since are sent again`,
      );
    copy(backup, part);
    const restored = prepare(part, report);
    const setAside = existsSync(file) ? setLogAside(dataDir, now.replace(/[-:]|\.\d+/g, '')) : null;
    putInPlace(part, file);
    for (const models of readModelFiles(dataDir))
      for (const end of ['', ...SIDE_FILES]) rmSync(`${models}${end}`, { force: true });
    return { ...restored, setAside };
  } finally {
    for (const left of ['', ...SIDE_FILES]) rmSync(`${part}${left}`, { force: true });
    lock.release();
  }
}

/** With what a process that was killed left beside it. */
function copy(backup: string, part: string): void {
  for (const end of ['', '-wal']) {
    rmSync(`${part}${end}`, { force: true });
    if (!existsSync(`${backup}${end}`)) continue;
    makePrivate(`${part}${end}`);
    copyFileSync(`${backup}${end}`, `${part}${end}`);
  }
}

/** Checks it, brings it up to date and names it anew. */
function prepare(part: string, report: (work: LogWork) => void): WholeLog {
  let db: Database.Database | undefined;
  try {
    db = openForWriting(part);
    const fault = integrityFault(db);
    if (fault !== null) throw new DomainError('not_a_backup', `the backup is damaged: ${fault}`);
    const total = countEvents(db);
    const whole = readWholeLog(db, (done) => {
      report({ phase: 'verifying', done, total });
    });
    db.exec("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'identity'");
    db.pragma('wal_checkpoint(TRUNCATE)');
    return whole;
  } catch (error) {
    if (!isDamage(error)) throw error;
    throw new DomainError('not_a_backup', `the backup is damaged: ${error.message}`);
  } finally {
    db?.close();
  }
}

/** What cannot even be opened as a log may hold some. */
function holdsEvents(dataDir: string): boolean {
  if (!existsSync(eventLogFile(dataDir))) return false;
  try {
    const db = openEventLogForWriting(dataDir);
    try {
      return countEvents(db) > 0;
    } finally {
      db.close();
    }
  } catch (error) {
    if (isDamage(error) || error instanceof DomainError) return true;
    throw error;
  }
}

/** At every moment there is a log in its place: an empty one would be begun anew. */
function setLogAside(dataDir: string, suffix: string): string {
  const file = eventLogFile(dataDir);
  const aside = `${file}.before-${suffix}`;
  for (const end of SIDE_FILES) if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`);
  linkSync(file, aside);
  return aside;
}
