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
import type { Answer } from './persistent-client';
import { Random } from './random';
import { readModelFaults } from './read-model-checks';
import { Stories } from './stories';
import type { Told } from './stories';
import type { ListedProjection } from '../../src/queries/list-projections';
import type { Verification } from '../../src/queries/get-verification';

/** How often one of the processes is killed or paused; `npm run faults` does it 50 times. */
const FAULTS = Number(process.env['CLUSTER_FAULTS'] ?? 6);
const SEED = Number(process.env['SEED'] ?? 1);

const ROLES = ['api', 'api', 'engine', 'engine', 'projector'];
const CLIENTS = 8;
const KEY = 'the-key-of-the-owner';
const ADMIN = 'the-key-of-the-admin';
const KEYS = [
  { key: KEY, account: 'acme', role: 'owner' },
  { key: ADMIN, account: 'acme', role: 'admin' },
];
const REBUILT = '/api/admin/projections/run-history';
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
    let rebuilt: Rebuilt;

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
              RUNLEDGER_API_KEYS: JSON.stringify(KEYS),
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
        const admins = apis.map(({ address }) => new PersistentClient(address, ADMIN));
        rebuilt = await rebuild(admins as [PersistentClient, PersistentClient]);
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

    it('rebuilt a read model afterwards, in one process for all: a second request was told what ran', () => {
      const { first, second, before, after, verification } = rebuilt;
      expect(first.status).toBe(202);
      expect(second).toMatchObject({ status: 409, body: { code: 'rebuild_running', running: { kind: 'rebuild' } } });
      expect(new Set(after).size).toBe(1);
      expect(after).not.toContain(before);
      expect(verification).toMatchObject({
        ...{ failure: null, last: { checkpoint: null, different: 0, missing: 0, extra: 0, damaged: 0 } },
      });
    });

    it('has read models that equal the fold of its log', async () => {
      expect(await readModelFaults(stores.reads, log)).toEqual([]);
    });
  });
});

interface Rebuilt {
  readonly first: Answer;
  readonly second: Answer;
  /** The copy that answered, and those that each process says answer then. */
  readonly before: string;
  readonly after: readonly string[];
  readonly verification: Verification;
}

/** Asked of one process, and at once of the other. */
async function rebuild([one, other]: readonly [PersistentClient, PersistentClient]): Promise<Rebuilt> {
  const listed = async (client: PersistentClient): Promise<ListedProjection> => {
    const { items } = (await client.get('/api/admin/projections')).body as { items: ListedProjection[] };
    const found = items.find(({ name }) => name === 'run-history');
    if (found === undefined) throw new Error('it is not listed');
    return found;
  };
  const { copy: before } = await listed(one);
  const first = await one.post(`${REBUILT}/rebuild`);
  const second = await other.post(`${REBUILT}/rebuild`);
  const isOver = async (client: PersistentClient): Promise<boolean> => {
    const { copy, rebuild } = await listed(client);
    return rebuild === null && copy !== before;
  };
  await until(
    'both processes answer from the new copy',
    async () => (await isOver(one)) && (await isOver(other)),
    120_000,
  );
  const after = [(await listed(one)).copy, (await listed(other)).copy];
  await one.post(`${REBUILT}/verify`);
  const verified = async () => (await other.get(`${REBUILT}/verify`)).body as unknown as Verification;
  await until('it is verified', async () => (await verified()).running === null, 120_000);
  return { first, second, before, after, verification: await verified() };
}
