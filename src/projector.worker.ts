import { parentPort, workerData } from 'node:worker_threads';
import { projections } from '../projections/all';
import { SqliteLogReader } from './adapters/sqlite/log-reader';
import { SqliteReadStore } from './adapters/sqlite/read-store';
import { EventCodec } from './engine/event-codec';
import type { ProgressReport } from './engine/projection-progress';
import { Projector } from './engine/projector';
import { systemClock } from './kernel/clock';
import type { Log } from './kernel/log';

/** What the thread is started with. */
export interface ProjectorWork {
  readonly dataDir: string;
}

/** What the thread tells. */
export type ProjectorMessage =
  | { readonly type: 'progress'; readonly report: ProgressReport }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object };

const tell = (message: ProjectorMessage): void => parentPort?.postMessage(message);

const at =
  (level: keyof Log) =>
  (message: string, fields: object = {}): void => {
    tell({ type: 'log', level, message, fields });
  };
const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };

/** Folds on connections of its own until it is told to stop. */
async function work({ dataDir }: ProjectorWork): Promise<void> {
  const stopping = new AbortController();
  parentPort?.once('message', () => {
    stopping.abort();
  });
  const source = SqliteLogReader.open(dataDir);
  const store = SqliteReadStore.open(dataDir);
  const report = (report: ProgressReport): void => {
    tell({ type: 'progress', report });
  };
  const projector = await Projector.open(source, store, projections, new EventCodec(), systemClock, log, report);
  await projector.run(stopping.signal);
  await store.close();
  await source.close();
}

void work(workerData as ProjectorWork);
