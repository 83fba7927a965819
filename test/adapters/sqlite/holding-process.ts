import { DataFolderLock } from '../../../src/adapters/sqlite/data-folder-lock';

/** Holds the lock on the folder it is given until it is killed. */
DataFolderLock.acquire(process.argv[2] ?? '');
console.log('holding');
setInterval(() => undefined, 60_000);
