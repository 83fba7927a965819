import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Recorded } from '../../src/domain/events';
import { START } from '../../src/kernel/message';
import { openStores } from '../../src/assembly/stores';
import { withMongoDB } from '../doubles/mongodb/with-mongodb';
import { TestLog } from '../engine/test-service';
import { SourceProcess } from '../source-process';
import { until } from '../until';
import { FaultyService } from './faulty-service';
import { faultsOf, lastOf } from './ledger-checks';
import { PersistentClient } from './persistent-client';
import { Random } from './random';
import { readModelFaults } from './read-model-checks';
import { Stories } from './stories';
import type { Told } from './stories';

/** How often one of the processes is killed or paused; `npm run faults` does it 50 times. */
const FAULTS = Number(process.env['CLUSTER_FAULTS'] ?? 6);
const SEED = Number(process.env['SEED'] ?? 1);

const ROLES = ['api', 'api', 'engine', 'engine', 'projector'];
const CLIENTS = 8;
const KEY = 'the-key-of-the-owner';
const BETWEEN_FAULTS_MS = 1_500;
/** Longer than a lease and than any intent's deadline now and then, in milliseconds. */
const FROZEN_MS = 14_000;

withMongoDB((newDatabase) => {
  describe(`2 api, 2 engine and 1 projector process, of which one is killed or paused ${FAULTS} times (seed ${SEED})`, () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'runledger-cluster-'));
    const told: Told[] = [];
    const services: FaultyService[] = [];
    let eventStore: SourceProcess | undefined;
    let stores: Awaited<ReturnType<typeof openStores>>;
    let client: PersistentClient;
    let log: readonly Recorded[] = [];

    beforeAll(
      async () => {
        const random = new Random(SEED);
        eventStore = SourceProcess.start(path.join(__dirname, '../doubles/eventstoredb/main.ts'), []);
        const eventStoreUrl = process.env['EVENTSTORE_URL'] ?? (await eventStore.line()) ?? '';
        const mongoUrl = newDatabase();
        for (const role of ROLES)
          services.push(
            new FaultyService({
              ROLES: role,
              EVENTSTORE_URL: eventStoreUrl,
              MONGODB_URL: mongoUrl,
              DATA_DIR: dataDir,
              RUNLEDGER_API_KEYS: JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]),
            }),
          );
        const apis = services.filter((_, i) => ROLES[i] === 'api');
        let turn = 0;
        client = new PersistentClient(() => apis[turn++ % apis.length]?.address() ?? Promise.reject(new Error()), KEY);
        await Promise.all(services.map((service) => service.address()));
        const stories = await Stories.begin(client);

        let next = 0;
        let loading = true;
        const clients = Array.from({ length: CLIENTS }, async () => {
          while (loading) told.push(await stories.tell(next++));
        });
        for (let fault = 0; fault < FAULTS; fault++) {
          await pause(random.integer(BETWEEN_FAULTS_MS));
          const service = services[random.integer(services.length)];
          if (random.integer(2) === 0) await service?.killAndStart();
          else await service?.freeze(random.integer(FROZEN_MS));
        }
        // however slow the machine is
        await until('much was told between the faults', () => told.length > 10 * FAULTS, 120_000);
        loading = false;
        await Promise.all(clients);
        await until(
          'every run has ended or waits for a day',
          async () => (await stories.unfinished(lastOf(told))) === 0,
          120_000,
        );
        stores = await openStores({ dataDir, eventStoreUrl, mongoUrl }, new TestLog());
        log = (await stores.events.readAll(START, 1_000_000)).events as readonly Recorded[];
        for (const service of services) await service.stop();
      },
      240_000 + FAULTS * 20_000,
    );

    afterAll(async () => {
      for (const service of services) await service.end();
      await stores.close();
      await eventStore?.kill();
      rmSync(dataDir, { recursive: true });
    });

    it('went on, whichever was gone', () => {
      expect(told.length).toBeGreaterThan(10 * FAULTS);
    });

    it('lost no acknowledged command, sent nothing twice, kept every wait and brought every run to its right end', () => {
      expect(faultsOf(log, told)).toEqual([]);
    });

    it('has read models that equal the fold of its log', async () => {
      expect(await readModelFaults(stores.reads, log)).toEqual([]);
    });
  });
});
