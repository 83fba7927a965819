import Database from 'better-sqlite3';
import { answering } from '../../ports/availability';
import type { StoreName } from '../../ports/availability';

/** What SQLite says of a file or a disk that is not as it has to be; the rest are mistakes of whoever asked. */
const OF_FILE = /^SQLITE_(BUSY|CANTOPEN|CORRUPT|FULL|IOERR|LOCKED|NOMEM|NOTADB|NOTFOUND|PERM|PROTOCOL|READONLY)/;

const isSilence = (error: unknown): boolean => error instanceof Database.SqliteError && OF_FILE.test(error.code);

/** SQLite answers at once and throws at once; the ports answer with promises. @throws StoreUnavailable */
export const answered = <T>(store: StoreName, read: () => T): Promise<T> => answering(store, isSilence, read);
