import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { SqliteEventStore } from '../adapters/sqlite/event-store';
import { ConfigError } from '../config';
import type { Config } from '../config';
import { copyLog } from './copy-log';
import type { Log } from '../kernel/log';
import { START } from '../kernel/message';
import type { EventStore } from '../ports/event-store';
import { openEventStoreDb } from '../assembly/stores';
import { ProgressLine } from './progress-line';

/**
 * Copies the embedded log of DATA_DIR to the EventStoreDB of EVENTSTORE_URL and verifies the copy; the embedded log stays
 * as it is. After an interruption it goes on where it was. `positions.csv` in the data folder tells where each event was
 * and is.
 *
 * @throws ConfigError; DomainError `data_folder_in_use` while the service runs, `not_a_copy`
 */
export async function migrate({ dataDir, eventStoreUrl }: Config, log: Log): Promise<string> {
  if (eventStoreUrl === null) throw new ConfigError('EVENTSTORE_URL', 'must say where to migrate to');
  const source = SqliteEventStore.open(dataDir);
  try {
    const target = await openEventStoreDb(eventStoreUrl, log);
    try {
      return await copy(source, target, path.join(dataDir, 'positions.csv'));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copy(source: EventStore, target: EventStore, file: string): Promise<string> {
  const progress = new ProgressLine(process.stderr, await countOf(source));
  const positions = openSync(file, 'w');
  try {
    writeSync(positions, 'embedded,eventstoredb\n');
    const { events, hash } = await copyLog(
      source,
      target,
      ({ phase, events }) => {
        progress.show(phase, events);
      },
      (from, to) => {
        writeSync(positions, `${from},${to}\n`);
      },
    );
    return `${events} events copied and verified, SHA-256 ${hash}; their positions are in ${file}`;
  } finally {
    progress.end();
    closeSync(positions);
  }
}

async function countOf(store: EventStore): Promise<number> {
  let count = 0;
  let page = await store.readAll(START, 10_000);
  while (page.events.length > 0) {
    count += page.events.length;
    page = await store.readAll(page.next, 10_000);
  }
  return count;
}
