import { existsSync } from 'node:fs';
import { isNeededByEngine, isOfRuns, projections } from '../../projections/all';
import type { EventStoreDbEventStore } from '../adapters/eventstoredb/event-store';
import { isDamage, knownDamage, namedLogDamage } from '../adapters/sqlite/damage';
import { eventLogFile } from '../adapters/sqlite/event-log';
import { SqliteLogReader } from '../adapters/sqlite/log-reader';
import { readModelFiles } from '../adapters/sqlite/file-names';
import { SqliteReadStore } from '../adapters/sqlite/read-store';
import type { Config } from '../config';
import type { Examined } from '../engine/diagnosing/examination';
import { ProjectionAdmin } from '../engine/projecting/projection-admin';
import { ProjectionProgress } from '../engine/projecting/projection-progress';
import { ReadModels } from '../engine/projecting/read-models';
import { systemClock } from '../kernel/clock';
import { DomainError } from '../kernel/errors';
import type { Log } from '../kernel/log';
import type { EffectChannel } from '../ports/effect-channel';
import type { ReadStore } from '../ports/read-store';
import { openChannels } from './channels';
import { factsOfMachine } from './machine';
import { CannotBeUsed } from './operator-errors';
import { openEventStoreDb, openMongo } from './stores';

/**
 * The stores as they are, to be examined without a service.
 * @throws CannotBeUsed where there are none; DomainError `event_log_damaged`, `read_models_damaged`
 */
export async function openExamined(
  config: Config,
  log: Log,
): Promise<{ readonly examined: Examined; close(): Promise<void> }> {
  const events = await openEvents(config, log);
  try {
    const reads = await openReads(config);
    const progress = new ProjectionProgress(systemClock, { awaySince: null });
    const models = await ReadModels.open(reads, progress);
    const admin = new ProjectionAdmin(events, reads, progress, systemClock, projections, isNeededByEngine);
    const channels = await openChannels(config, systemClock, told(log));
    return {
      examined: {
        events,
        reads,
        models,
        projections: admin,
        clock: systemClock,
        channels,
        isService: false,
        machine: () => factsOfMachine(config, channels),
      },
      close: async () => {
        for (const channel of Object.values<EffectChannel>(channels)) channel.close?.();
        await reads.close();
        await events.close();
      },
    };
  } catch (error) {
    await events.close();
    throw error;
  }
}

/** That something is missing is a finding. */
const told = (log: Log): Log => ({
  ...log,
  warn: (message, fields) => {
    log.debug(message, fields);
  },
});

async function openEvents(
  { dataDir, eventStoreUrl }: Config,
  log: Log,
): Promise<SqliteLogReader | EventStoreDbEventStore> {
  if (eventStoreUrl === null && !existsSync(eventLogFile(dataDir)))
    throw new CannotBeUsed('DATA_DIR', `cannot be used: there is no ledger in ${dataDir}, and no service was named`);
  try {
    return eventStoreUrl === null ? SqliteLogReader.open(dataDir) : await openEventStoreDb(eventStoreUrl, log);
  } catch (error) {
    throw namedLogDamage(error, dataDir);
  }
}

/** What is not there yet is not made. */
async function openReads({ dataDir, mongoUrl }: Config): Promise<ReadStore> {
  if (mongoUrl !== null) return openMongo(mongoUrl);
  const damage = knownDamage(dataDir);
  if (damage !== null) throw damaged(dataDir, damage);
  try {
    const isThere = readModelFiles(dataDir).some((file) => existsSync(file));
    return isThere ? SqliteReadStore.open(dataDir, { isApart: isOfRuns }) : SqliteReadStore.scratch();
  } catch (error) {
    throw isDamage(error) ? damaged(dataDir, error.message) : error;
  }
}

const damaged = (dataDir: string, reason: string): DomainError =>
  new DomainError(
    'read_models_damaged',
    `the read models in ${dataDir} are damaged (${reason}): start the service, and they are set aside and folded anew`,
  );
