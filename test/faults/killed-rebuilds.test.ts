import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Verification } from '../../src/queries/get-verification';
import type { ListedProjection } from '../../src/queries/list-projections';
import { fillLog } from '../bench/filled-log';
import { until } from '../until';
import { FaultyService } from './faulty-service';
import { PersistentClient } from './persistent-client';
import { Random } from './random';

/** How often the service is killed while it rebuilds; `npm run faults` does it 20 times. */
const KILLS = Number(process.env['REBUILD_KILLS'] ?? 3);
const SEED = Number(process.env['SEED'] ?? 1);
const EVENTS = KILLS > 3 ? 60_000 : 6_000;

const KEY = 'the-key-of-the-admin';
const NAME = 'run-history';
const PATH = `/api/admin/projections/${NAME}`;
/** A rebuild of so few events takes about as long. */
const WITHIN_MS = 2_000;

describe(`a rebuild in a service that is killed ${KILLS} times meanwhile (seed ${SEED})`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-rebuilds-'));
  let service: FaultyService;
  let client: PersistentClient;

  beforeAll(() => {
    fillLog(folder, { events: EVENTS });
    service = new FaultyService({
      DATA_DIR: folder,
      RUNLEDGER_API_KEYS: JSON.stringify([{ key: KEY, account: 'acme', role: 'admin' }]),
    });
    client = new PersistentClient(service.address, KEY);
  }, 60_000);
  afterAll(async () => {
    await service.end();
    rmSync(folder, { recursive: true });
  });

  async function listed(): Promise<ListedProjection> {
    const { items } = (await client.get('/api/admin/projections')).body as { items: ListedProjection[] };
    const one = items.find(({ name }) => name === NAME);
    if (one === undefined) throw new Error(`${NAME} is not listed`);
    return one;
  }

  it(
    'goes on by itself each time, and what answers in the end is the fold of the log',
    async () => {
      const random = new Random(SEED);
      const seen = new Set<string>();
      const { copy: first } = await listed();
      for (let kill = 0; kill < KILLS; kill++) {
        if ((await listed()).rebuild === null) await client.command('POST', `${PATH}/rebuild`);
        const isAtTheSwitch = kill % 3 === 1;
        if (isAtTheSwitch)
          await until('it switches', async () => {
            const { rebuild } = await listed();
            return rebuild === null || rebuild.status === 'switching' || rebuild.status === 'verifying';
          });
        else await pause(random.integer(WITHIN_MS));
        const { rebuild } = await listed();
        seen.add(rebuild?.status ?? 'live');
        await service.killAndStart();
      }
      await until('nothing is left to do', async () => (await listed()).rebuild === null);
      const { copy, status, failure } = await listed();
      expect({ status, failure }).toEqual({ status: 'live', failure: null });
      expect(copy).not.toBe(first);
      await client.command('POST', `${PATH}/verify`);
      const verified = async () => (await client.get(`${PATH}/verify`)).body as unknown as Verification;
      await until('it is verified', async () => (await verified()).running === null);
      expect((await verified()).failure).toBeNull();
      expect((await listed()).verified).toMatchObject({
        checkpoint: null,
        different: 0,
        missing: 0,
        extra: 0,
        damaged: 0,
      });
      expect([...seen]).not.toEqual(['live']);
    },
    120_000 + KILLS * 20_000,
  );

  it('is taken over by a thread that yields to nobody, where the log grows faster than it gets on', async () => {
    service.kill();
    await service.startAgain({ NODE_OPTIONS: `--require ${path.join(__dirname, 'starved-builder.cjs')}` });
    const { copy } = await listed();
    await client.command('POST', `${PATH}/rebuild`);
    await until('another copy answers', async () => (await listed()).copy !== copy, 60_000);
    expect(service.log.filter((line) => line.includes('gains too little on the log'))).toHaveLength(1);
    expect(await listed()).toMatchObject({ status: 'live', rebuild: null, last: { kind: 'rebuild' } });
  }, 90_000);
});
