import { DataFolderLock } from '../../../src/adapters/sqlite/data-folder-lock';

/** Holds the lock on the folder it is given until it is killed. */
const lock = DataFolderLock.acquire(process.argv[2] ?? '');
console.log('holding');
// A lock that nobody refers to any more is released when its memory is.
setInterval(() => lock, 60_000);
