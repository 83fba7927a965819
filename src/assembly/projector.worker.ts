import { parentPort, workerData } from 'node:worker_threads';
import { projections } from '../../projections/all';
import { EventCodec } from '../engine/deciding/event-codec';
import type { ProgressReport } from '../engine/projecting/projection-progress';
import { Projector } from '../engine/projecting/projector';
import { systemClock } from '../kernel/clock';
import type { Log } from '../kernel/log';
import { openFoldingStores } from './stores';
import type { StoreConfig } from './stores';

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
async function work(config: StoreConfig): Promise<void> {
  const stopping = new AbortController();
  parentPort?.once('message', () => {
    stopping.abort();
  });
  const { events, reads } = await openFoldingStores(config, log);
  const report = (report: ProgressReport): void => {
    tell({ type: 'progress', report });
  };
  const projector = await Projector.open(events, reads, projections, new EventCodec(), systemClock, log, report);
  await projector.run(stopping.signal);
  await reads.close();
  await events.close();
}

void work(workerData as StoreConfig);
