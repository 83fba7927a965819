import { isOfRuns } from '../../projections/all';
import { WatchedEventStore } from '../adapters/availability/event-store';
import { WatchedReadStore } from '../adapters/availability/read-store';
import type { EventStoreDbEventStore, StreamNames } from '../adapters/eventstoredb/event-store';
import type { MongoReadStore } from '../adapters/mongodb/read-store';
import { CommitterThread } from '../adapters/sqlite/committer-thread';
import { refuseWithoutLog } from '../adapters/sqlite/damage';
import { DataFolderLock } from '../adapters/sqlite/data-folder-lock';
import { SqliteEventStore } from '../adapters/sqlite/event-store';
import { SqliteLogReader } from '../adapters/sqlite/log-reader';
import { SqliteReadStore } from '../adapters/sqlite/read-store';
import type { Config } from '../config';
import { LOOKED_AT_CATEGORIES, STREAM_CATEGORIES } from '../domain/streams';
import type { StreamCategory } from '../domain/streams';
import type { WholeLog } from '../engine/projecting/key-folding';
import { systemClock } from '../kernel/clock';
import { messageOf } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { openedFrom } from './operator-errors';
import type { Availabilities } from '../ports/availability';
import type { EventStore } from '../ports/event-store';
import type { Leases } from '../ports/leases';
import type { ReadStore } from '../ports/read-store';

/** Which stores it is to be; what a worker thread can be started with. */
export type StoreConfig = Pick<Config, 'dataDir' | 'eventStoreUrl' | 'mongoUrl'>;

export interface Stores {
  readonly events: EventStore;
  readonly reads: ReadStore;
  /** How the processes that share both stores agree on who does what; null when there can be no other. */
  readonly leases: Leases | null;
  /** Whether both answer. */
  readonly availability: Availabilities;
}

/** What folding needs, in a thread of its own. */
export interface FoldingStores {
  readonly events: WholeLog & { close(): Promise<void> };
  readonly reads: ReadStore;
}

/** @throws DomainError `data_folder_in_use`; ConfigError when a server does not answer; what SQLite says of the folder */
export async function openStores(config: StoreConfig, log: Log): Promise<Stores & { close(): Promise<void> }> {
  const { dataDir, eventStoreUrl, mongoUrl } = config;
  const closing: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.reverse()) await one();
  };
  const keep = <Store extends { close(): Promise<void> }>(store: Store): Store => {
    closing.push(() => store.close());
    return store;
  };
  try {
    if (eventStoreUrl !== null && mongoUrl === null) {
      const lock = DataFolderLock.acquire(dataDir);
      closing.push(() => {
        lock.release();
      });
    }
    if (eventStoreUrl === null && mongoUrl === null) refuseWithoutLog(dataDir);
    const eventStore =
      eventStoreUrl === null
        ? SqliteEventStore.open(dataDir, (folder) => new CommitterThread(folder, log))
        : await openEventStoreDb(eventStoreUrl, log);
    const events = keep(new WatchedEventStore(eventStore, systemClock, log));
    const mongo = mongoUrl === null ? null : await openMongo(mongoUrl);
    const reads = keep(new WatchedReadStore(mongo ?? openReadModels(dataDir, log), systemClock, log));
    const leases = eventStoreUrl === null || mongo === null ? null : reads.watching(mongo.leases());
    return { events, reads, leases, availability: { events: events.availability, reads: reads.availability }, close };
  } catch (error) {
    await close().catch((failure: unknown) => {
      log.warn('what was opened could not be closed', { error: messageOf(failure) });
    });
    throw error;
  }
}

/** What reading the log needs, in a thread of its own. */
export type ReadingStore = Pick<EventStore, 'readAll' | 'readStream' | 'close'>;

/** A connection of its own, to what the process has opened already. @throws StoreUnavailable; ConfigError */
export async function openLogForReading(
  { dataDir, eventStoreUrl }: StoreConfig,
  log: Log,
): Promise<SqliteLogReader | EventStoreDbEventStore> {
  return eventStoreUrl === null
    ? await SqliteLogReader.openBeside(dataDir)
    : await openEventStoreDb(eventStoreUrl, log);
}

/** Likewise. @param writes as `SqliteReadStore.open` has it @throws likewise */
export async function openFoldingStores(
  config: StoreConfig,
  log: Log,
  writes: 'fast' | 'behind',
): Promise<FoldingStores> {
  const { dataDir, mongoUrl } = config;
  const events = await openLogForReading(config, log);
  try {
    const reads =
      mongoUrl === null ? SqliteReadStore.openBeside(dataDir, { isApart: isOfRuns, writes }) : openMongo(mongoUrl);
    return { events, reads: await reads };
  } catch (error) {
    await events.close();
    throw error;
  }
}

const prefixes = (categories: readonly StreamCategory[]): readonly string[] => categories.map((one) => `${one}-`);

export const STREAM_NAMES: StreamNames = { ours: prefixes(STREAM_CATEGORIES), watched: prefixes(LOOKED_AT_CATEGORIES) };

/** The drivers of servers are loaded where there is one: they are the larger part of what a start would read. */
export const openEventStoreDb = (url: string, log: Log): Promise<EventStoreDbEventStore> =>
  openedFrom('EVENTSTORE_URL', url, async () => {
    const { EventStoreDbEventStore } = await import('../adapters/eventstoredb/event-store.js');
    return EventStoreDbEventStore.open(url, STREAM_NAMES, log);
  });

const openReadModels = (dataDir: string, log: Log): SqliteReadStore =>
  SqliteReadStore.openWhole(dataDir, { isApart: isOfRuns }, (files, reason) => {
    log.warn('the read models were damaged, are set aside, and are folded anew', { files, reason });
  });

export const openMongo = (url: string): Promise<MongoReadStore> =>
  openedFrom('MONGODB_URL', url, async () => {
    const { MongoReadStore } = await import('../adapters/mongodb/read-store.js');
    return MongoReadStore.open(url);
  });
