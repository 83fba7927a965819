import { parentPort, workerData } from 'node:worker_threads';
import { SqliteLogReader } from '../../../src/adapters/sqlite/log-reader';
import { START } from '../../../src/kernel/message';

/** Follows the log of a folder in a worker thread (workerData) or a process (its argument) and tells the streams it sees. */
const folder = (workerData as string | null) ?? process.argv[2] ?? '';
const tell = (stream: string): void => {
  if (parentPort === null) console.log(stream);
  else parentPort.postMessage(stream);
};

async function follow(): Promise<void> {
  tell('following');
  for await (const { events } of SqliteLogReader.open(folder).subscribe(START, new AbortController().signal))
    for (const { stream } of events) tell(stream);
}
void follow();
