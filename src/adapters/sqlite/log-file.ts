import { statSync } from 'node:fs';
import { eventLogFile } from './event-log';

/** Which file it is that has a name; null: there is none yet. */
export type FileIdentity = string | null;

export function identityOfLog(dataDir: string): FileIdentity {
  const found = statSync(eventLogFile(dataDir), { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

/**
 * SQLite goes on writing to a file that was removed, as if nothing were.
 * @param used the file of the log that is in use
 * @throws Error unless it stands in its place
 */
export function refuseAnotherLog(dataDir: string, used: FileIdentity): void {
  if (used !== null && identityOfLog(dataDir) !== used)
    throw new Error('the file of the log was removed or replaced while it was in use: put it back');
}
