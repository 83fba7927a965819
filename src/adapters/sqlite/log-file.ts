import { statSync } from 'node:fs';
import { eventLogFile } from './event-log';

/** Which file it is that has a name; null: there is none. */
export type FileIdentity = string | null;

export function identityOfLog(dataDir: string): FileIdentity {
  const found = statSync(eventLogFile(dataDir), { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

/** The file of a log that is in use: SQLite would go on writing to one that was removed, as if nothing were. */
export class LogFile {
  /** @param identity null: it is made when it is opened first */
  constructor(
    private readonly dataDir: string,
    private identity: FileIdentity = identityOfLog(dataDir),
  ) {}

  /** @throws Error unless what stands there is what stood there */
  check(): void {
    if (this.identity !== null && identityOfLog(this.dataDir) !== this.identity)
      throw new Error('the file of the log was removed or replaced while it was in use: put it back');
  }

  /** It is there now. */
  opened(): void {
    this.identity ??= identityOfLog(this.dataDir);
  }
}
