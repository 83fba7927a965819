import { parentPort, workerData } from 'node:worker_threads';
import { projections } from '../../projections/all';
import { EventCodec } from '../engine/deciding/event-codec';
import { PROJECTOR_WAITS } from '../engine/projecting/projection-progress';
import type { ProgressReport } from '../engine/projecting/projection-progress';
import { Projector } from '../engine/projecting/projector';
import { systemClock } from '../kernel/clock';
import type { Log } from '../kernel/log';
import { isOutage } from '../ports/availability';
import { CannotBeUsed } from './operator-errors';
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

/** How long until stores that were away are tried again, in milliseconds. */
const RETRY_MS = 500;

/** Folds on connections of its own until it is told to stop. */
async function work(config: StoreConfig): Promise<void> {
  const stopping = new AbortController();
  parentPort?.once('message', () => {
    stopping.abort();
  });
  const { signal } = stopping;
  const stores = await patiently(() => openFoldingStores(config, log), signal);
  if (stores === null) return;
  const { events, reads } = stores;
  const open = () => Projector.open(events, reads, projections, new EventCodec(), systemClock, log, report);
  const projector = await patiently(open, signal);
  await projector?.run(signal);
  await reads.close();
  await events.close();
}

const report = (report: ProgressReport): void => {
  tell({ type: 'progress', report });
};

/**
 * The process has opened the same stores before, so that one of them cannot be used now passes: a thread that begins while
 * a store is away must not end the process. Null when it was told to stop before.
 */
async function patiently<T>(open: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof CannotBeUsed) && !isOutage(error)) throw error;
      report({ reached: new Map(), failures: [], trouble: PROJECTOR_WAITS });
      await systemClock.sleep(RETRY_MS, signal);
    }
  }
  return null;
}

void work(workerData as StoreConfig);
