import path from 'node:path';

/** What SQLite keeps beside a file while it is in use. */
export const SIDE_FILES = ['-wal', '-shm'] as const;

/** The files that hold the read models in a data folder: most of them, and those that are kept apart. */
export const readModelFiles = (dataDir: string): readonly [string, string] => [
  path.join(dataDir, 'read.db'),
  path.join(dataDir, 'read-runs.db'),
];
