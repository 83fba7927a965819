import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoEngine } from '../doubles/mongodb/engine';
import { withMongoEngine } from '../doubles/mongodb/with-mongodb';
import { SourceProcess } from '../source-process';
import { until } from '../until';
import type { ServiceProcess } from './service-process';
import { AT_RENEWAL, SLOW_PROVIDER, Workplace, logged } from './workplace';

/** How often processes are killed as they renew their leases; `npm run faults` does it 20 times. */
const KILLS = Number(process.env['FAILPOINT_KILLS'] ?? 1);
/** However slow the machine is. */
const PATIENCE_MS = 240_000 * KILLS;
/** Runs that wait when processes are killed, in any shard. */
const WAITS = 8;

withMongoEngine(() => {
  jest.setTimeout(PATIENCE_MS);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'runledger-servers-'));
  let eventStore: SourceProcess;
  let engine: MongoEngine;
  let workplace: Workplace;
  let service: ServiceProcess;
  afterAll(async () => {
    await workplace.end();
    await engine.stop();
    await eventStore.kill();
    rmSync(dataDir, { recursive: true });
  });
  beforeAll(async () => {
    eventStore = SourceProcess.start(path.join(__dirname, '../doubles/eventstoredb/main.ts'), []);
    engine = await MongoEngine.start();
    const eventStoreUrl = (await eventStore.line()) ?? '';
    workplace = new Workplace({ EVENTSTORE_URL: eventStoreUrl, MONGODB_URL: engine.url, DATA_DIR: dataDir });
    service = workplace.start(SLOW_PROVIDER);
  });

  it('folds once MongoDB is back, when it was away as its projector was to begin', async () => {
    const readiness = async () => {
      const answer = await fetch(`${await service.listening}/health/ready`);
      return { status: answer.status, text: await answer.text() };
    };
    await until('it is to fold', () => logged(service, 'this process took a lease'));
    await engine.kill();
    await until('it waits', async () => (await readiness()).text.includes('the projector waits for its stores'));
    await engine.startAgain();
    await until(
      'it folds',
      async () => (await readiness()).status === 200 && logged(service, 'the read models are up to date'),
    );
  });

  it('takes over at once what the one before it was sending, which ended in order', async () => {
    const runId = await workplace.sends(service);
    eventStore.freeze();
    await service.stop();
    eventStore.thaw();
    expect(logged(service, 'the outcome of an effect could not be recorded')).toBe(true);
    expect(service.errors).toBe('');
    service = workplace.start();
    await workplace.ends(service, runId);
    expect(await workplace.sent(service, runId)).toBe(1);
  });

  describe('beside others that are killed', () => {
    beforeAll(async () => {
      await service.listening;
      await service.stop();
      service = workplace.start();
    });

    it('leaves to its deadline what another is sending that is killed, and goes on with the rest of it', async () => {
      const killed = workplace.start(SLOW_PROVIDER);
      const waiting = await workplace.waits(killed);
      const runId = await workplace.sends(killed);
      await killed.kill();
      await workplace.ends(service, waiting);
      expect(await workplace.statusOf(service, runId)).toBe('running');
      expect(await workplace.sent(service, runId)).toBe(0);
    });

    it('wakes what was due in the shards of those that are killed as they renew their leases, once each', async () => {
      for (let kill = 0; kill < KILLS; kill++) {
        const killed = AT_RENEWAL.map((environment) => workplace.start(environment));
        const isThere = (process: ServiceProcess): boolean => logged(process, 'at the renewal of a lease');
        await Promise.all(killed.map(({ listening }) => listening));
        const waiting = await Promise.all(Array.from({ length: WAITS }, () => workplace.waitsToSend(service)));
        await until('they renew', () => killed.every(isThere));
        await Promise.all(killed.map((process) => process.kill()));
        for (const runId of waiting) await workplace.ends(service, runId);
        expect(await Promise.all(waiting.map((runId) => workplace.sent(service, runId)))).toEqual(Array(WAITS).fill(1));
      }
    });
  });
});
