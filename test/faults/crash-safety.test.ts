import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isOfRuns } from '../../projections/all';
import { SqliteReadStore } from '../../src/adapters/sqlite/read-store';
import type { Recorded } from '../../src/domain/events';
import { until } from '../until';
import { FaultyService } from './faulty-service';
import { faultsOf, lastOf } from './ledger-checks';
import { PersistentClient } from './persistent-client';
import { Random } from './random';
import { readModelFaults } from './read-model-checks';
import { Stories } from './stories';
import type { Told } from './stories';
import { wholeLog } from './whole-log';

/** How often the service is killed; `npm run faults` does it 200 times. */
const KILLS = Number(process.env['KILLS'] ?? 8);
/** Makes the moments of the kills; a failure tells it. */
const SEED = Number(process.env['SEED'] ?? 1);

const CLIENTS = 16;
const KEY = 'the-key-of-the-owner';
/** A kill comes this long after the process listens, at most, or after it was started, in milliseconds. */
const UNDER_LOAD_MS = 600;
const STARTING_MS = 1_500;

describe(`the service, killed ${KILLS} times under load (seed ${SEED})`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-faults-'));
  const service = new FaultyService({
    DATA_DIR: folder,
    RUNLEDGER_API_KEYS: JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]),
  });
  const client = new PersistentClient(service.address, KEY);
  const told: Told[] = [];
  let log: readonly Recorded[] = [];

  beforeAll(
    async () => {
      const random = new Random(SEED);
      const stories = await Stories.begin(client);

      let next = 0;
      let loading = true;
      const clients = Array.from({ length: CLIENTS }, async () => {
        while (loading) told.push(await stories.tell(next++));
      });
      for (let kill = 0; kill < KILLS; kill++) {
        const starting = random.integer(4) === 0;
        if (!starting) await service.address();
        await pause(random.integer(starting ? STARTING_MS : UNDER_LOAD_MS));
        await service.killAndStart();
      }
      await service.address();
      loading = false;
      await Promise.all(clients);

      await until('every run has ended or waits for a day', async () => (await stories.unfinished(lastOf(told))) === 0);
      await service.stop();
      log = await wholeLog(folder);
    },
    120_000 + KILLS * 10_000,
  );

  afterAll(async () => {
    await service.end();
    rmSync(folder, { recursive: true });
  });

  it('was killed while it worked', () => {
    expect(client.lost).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThan(KILLS);
  });

  it('lost no acknowledged command, sent nothing twice, kept every wait and brought every run to its right end', () => {
    expect(faultsOf(log, told)).toEqual([]);
  });

  it('has read models that equal the fold of its log', async () => {
    const reads = SqliteReadStore.open(folder, { isApart: isOfRuns });
    expect(await readModelFaults(reads, log)).toEqual([]);
    await reads.close();
  });
});
