import { CommitterThread } from '../../../src/adapters/sqlite/committer-thread';
import { SqliteEventStore } from '../../../src/adapters/sqlite/event-store';
import { NO_STREAM } from '../../../src/kernel/message';
import { createLog } from '../../../src/assembly/json-log';
import { newEvent } from '../../contracts/event-store/sample-log';

/** Given a data folder, and the module of a thread that commits where one is to. Appends to eight streams at once for as long as it can, and prints the id of every event whose append was answered. */
async function appendTo(store: SqliteEventStore, stream: string): Promise<void> {
  for (let revision = NO_STREAM; ; revision++) {
    const event = newEvent('Happened', { text: 'x'.repeat(1_000) });
    await store.append(stream, revision, [event]);
    console.log(event.id);
  }
}

const [folder = '', thread] = process.argv.slice(2);
const store =
  thread === undefined
    ? SqliteEventStore.open(folder)
    : SqliteEventStore.open(folder, (dataDir) => new CommitterThread(dataDir, createLog('error'), thread));
const streams = Array.from({ length: 8 }, (_, i) => `burst-${i}`);
void Promise.allSettled(streams.map((stream) => appendTo(store, stream))).then((results) => {
  for (const result of results) if (result.status === 'rejected') console.log(String(result.reason));
  process.exit();
});
