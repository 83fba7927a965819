import { parentPort, workerData } from 'node:worker_threads';
import { projections } from '../../projections/all';
import { SqliteReadStore } from '../adapters/sqlite/read-store';
import { VerifyWork } from '../engine/projecting/verify-work';
import type { Verification } from '../engine/projecting/verifications';
import { systemClock } from '../kernel/clock';
import { DomainError } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { isOutage } from '../ports/availability';
import { CannotBeUsed } from './operator-errors';
import { openFoldingStores } from './stores';
import type { StoreConfig } from './stores';

/** What the thread is to do. */
export interface VerifierTask extends StoreConfig {
  readonly projection: string;
  readonly key: string | null;
}

/** What the thread tells: first that it has begun, or why it does not. */
export type VerifierMessage =
  | { readonly type: 'begun'; readonly verification: Verification }
  | { readonly type: 'refused'; readonly code: string; readonly message: string; readonly details: object }
  | { readonly type: 'away' }
  | { readonly type: 'log'; readonly level: keyof Log; readonly message: string; readonly fields: object };

const tell = (message: VerifierMessage): void => parentPort?.postMessage(message);

const at =
  (level: keyof Log) =>
  (message: string, fields: object = {}): void => {
    tell({ type: 'log', level, message, fields });
  };
const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };

/** One read model on connections of its own, until it is done or told to stop. */
async function work({ projection: name, key, ...config }: VerifierTask): Promise<void> {
  const stopping = new AbortController();
  parentPort?.once('message', () => {
    stopping.abort();
  });
  const projection = projections.find((one) => one.name === name);
  if (projection === undefined) throw new Error(`there is no read model ${name}`);
  try {
    const { events, reads } = await openFoldingStores(config, log, 'behind');
    try {
      const scratch = () => SqliteReadStore.scratch();
      const verifying = new VerifyWork(events, reads, scratch, systemClock, log, stopping.signal);
      tell({ type: 'begun', verification: await verifying.begin(projection, key) });
      await verifying.run(projection, key);
    } finally {
      await reads.close();
      await events.close();
    }
  } catch (error) {
    if (error instanceof DomainError)
      tell({ type: 'refused', code: error.code, message: error.message, details: error.details });
    else if (isOutage(error) || error instanceof CannotBeUsed) tell({ type: 'away' });
    else throw error;
  } finally {
    parentPort?.close();
  }
}

void work(workerData as VerifierTask);
