import { answering } from '../../ports/availability';
import type { StoreName } from '../../ports/availability';
import { codeOf } from './damage';

/** What SQLite says of a file or a disk that is not as it has to be; the rest are mistakes of whoever asked. */
const OF_FILE = /^SQLITE_(BUSY|CANTOPEN|CORRUPT|FULL|IOERR|LOCKED|NOMEM|NOTADB|NOTFOUND|PERM|PROTOCOL|READONLY)/;

const isSilence = (error: unknown): boolean => OF_FILE.test(codeOf(error));

/** SQLite answers at once and throws at once; the ports answer with promises. @throws StoreUnavailable */
export const answered = <T>(store: StoreName, read: () => T): Promise<T> => answering(store, isSilence, read);
