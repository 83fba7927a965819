import type Database from 'better-sqlite3';

/** How often it is looked whether nobody else writes, in milliseconds: SQLite looks ever less often, in the end every 100. */
const LOOK_MS = 2;

/** A transaction that writes, as soon as no other connection does. @throws what SQLite says when that takes longer */
export function whenFree(db: Database.Database, patienceMs: number, write: () => void): void {
  const until = performance.now() + patienceMs;
  db.pragma('busy_timeout = 0');
  try {
    while (!isWritten(write, performance.now() < until)) Atomics.wait(nobody, 0, 0, LOOK_MS);
  } finally {
    db.pragma(`busy_timeout = ${patienceMs}`);
  }
}

const nobody = new Int32Array(new SharedArrayBuffer(4));

function isWritten(write: () => void, mayWait: boolean): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (mayWait && isBusy(error)) return false;
    throw error;
  }
}

/** Whether it says that another connection writes, or has the file to itself. */
export const isBusy = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'SQLITE_BUSY';
