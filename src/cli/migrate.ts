import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { SqliteEventStore } from '../adapters/sqlite/event-store';
import { ConfigError } from '../config/environment';
import type { Config } from '../config';
import { copyLog } from './copy-log';
import type { Log } from '../kernel/log';
import { START } from '../kernel/message';
import type { EventStore } from '../ports/event-store';
import { errorLog } from './error-log';
import { commandOf, telling } from './command';
import type { Outcome } from './command';
import { ProgressLine } from './progress-line';

export function migrate(cli: Command): void {
  commandOf(
    cli,
    'migrate',
    'copy the embedded log of DATA_DIR to the EventStoreDB of EVENTSTORE_URL',
    `An interrupted copy goes on where it was; the whole of it is verified. positions.csv in DATA_DIR tells where each
event was and is. Positions are the store's own: read models of the embedded log are of another log, and folded anew.`,
  ).action(telling((config) => migrateLog(config, errorLog)));
}

/**
 * Copies the embedded log of DATA_DIR to the EventStoreDB of EVENTSTORE_URL and verifies the copy; the embedded log stays
 * as it is. After an interruption it goes on where it was. `positions.csv` in the data folder tells where each event was
 * and is.
 *
 * @throws ConfigError; DomainError `data_folder_in_use` while the service runs, `not_a_copy`
 */
async function migrateLog({ dataDir, eventStoreUrl }: Config, log: Log): Promise<Outcome> {
  if (eventStoreUrl === null) throw new ConfigError('EVENTSTORE_URL', 'must say where to migrate to');
  const { openEventStoreDb } = await import('../assembly/stores.js');
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

async function copy(source: EventStore, target: EventStore, file: string): Promise<Outcome> {
  const total = await countOf(source);
  const progress = new ProgressLine(process.stderr);
  const positions = openSync(file, 'w');
  try {
    writeSync(positions, 'embedded,eventstoredb\n');
    const { events, hash } = await copyLog(
      source,
      target,
      ({ phase, events }) => {
        progress.show(phase, events, total);
      },
      (from, to) => {
        writeSync(positions, `${from},${to}\n`);
      },
    );
    const text = `${events} events copied and verified, SHA-256 ${hash}; their positions are in ${file}`;
    return { text, fields: { events, sha256: hash, positions: file } };
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
