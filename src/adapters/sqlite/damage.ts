import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DomainError } from '../../kernel/errors';
import { eventLogFile } from './event-log';
import { SIDE_FILES, readModelFiles } from './file-names';

/** Whether SQLite says that a file is not as it was written. */
export const isDamage = (error: unknown): error is Error => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

/** By what it holds: an error that comes from another thread or context is of another class. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** What ends a start on a damaged log, which only a backup mends; whatever else was thrown stays what it was. */
export const namedLogDamage = (error: unknown, dataDir: string): unknown =>
  isDamage(error)
    ? new DomainError(
        'event_log_damaged',
        `the log ${eventLogFile(dataDir)} is damaged (${error.message}): put a backup back with npx runledger restore <folder> --force`,
      )
    : error;

/** Read models without the log that they are of: to begin a new one in its place would hide that it is gone. @throws DomainError `event_log_missing` */
export function refuseWithoutLog(dataDir: string): void {
  const log = eventLogFile(dataDir);
  const files = readModelFiles(dataDir).filter((file) => sizeOf(file) > 0);
  if (sizeOf(log) > 0 || files.length === 0) return;
  throw new DomainError(
    'event_log_missing',
    `${log} is ${existsSync(log) ? 'empty' : 'not there'}, beside read models that were folded from a log: put it back, ` +
      'or a backup with npx runledger restore <folder> --force; ' +
      `or remove ${files.map((file) => path.basename(file)).join(' and ')} to begin a new ledger`,
  );
}

/** In bytes; 0 when it is not there. */
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Beside read models in which damage was met while they were in use. */
const mark = (dataDir: string): string => `${readModelFiles(dataDir)[0]}.is-damaged`;

export function markDamaged(dataDir: string, error: Error): void {
  try {
    writeFileSync(mark(dataDir), `${error.message}\n`, { mode: 0o600 });
  } catch {
    // the next start finds the damage again where it was found now
  }
}

/** Why the read models must not be used; null when nothing is known against them. */
export const knownDamage = (dataDir: string): string | null =>
  existsSync(mark(dataDir)) ? 'damage was met while they were in use' : null;

/**
 * All of them, since one file says of the other which of its collections is in use. Each keeps as `.damaged` what there was,
 * in place of an older one. @returns where they are now
 */
export function setReadModelsAside(dataDir: string): readonly string[] {
  const files = readModelFiles(dataDir);
  const there = files.filter((file) => existsSync(file));
  for (const file of files)
    for (const end of ['', ...SIDE_FILES]) {
      const aside = `${file}.damaged${end}`;
      rmSync(aside, { force: true });
      if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, aside);
    }
  rmSync(mark(dataDir), { force: true });
  return there.map((file) => `${file}.damaged`);
}
