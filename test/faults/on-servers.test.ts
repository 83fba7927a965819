import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openStores } from '../../src/assembly/stores';
import { newId } from '../../src/kernel/ids';
import { NO_STREAM } from '../../src/kernel/message';
import { SmsProviderDouble } from '../doubles/sms-provider';
import { MongoEngine } from '../doubles/mongodb/engine';
import { withMongoEngine } from '../doubles/mongodb/with-mongodb';
import { TestLog } from '../engine/test-service';
import { SourceProcess } from '../source-process';
import { until } from '../until';
import { LimitedBurst } from './limited-burst';
import type { ServiceProcess } from './service-process';
import { AT_RENEWAL, NEWER_VERSION, SLOW_PROVIDER, Workplace, logged } from './workplace';

/** How often processes are killed as they renew their leases; `npm run faults` does it 20 times. */
const KILLS = Number(process.env['FAILPOINT_KILLS'] ?? 1);
/** How often it is asked whether something is still told, in milliseconds: it lasts for most of a minute. */
const WATCHED_EVERY_MS = 50;
/** However slow the machine is. */
const PATIENCE_MS = 240_000 * KILLS;
/** Runs that wait when processes are killed, in any shard. */
const WAITS = 8;
/** Messages a minute, of which twice as many are due, and how often that is tried: a round takes a minute or two. */
const LIMIT = 8;
/** Each waits for the deadlines of whoever was killed, most of a minute: `npm run faults` has five. */
const LIMITED_KILLS = Math.floor(KILLS / 4);

withMongoEngine(() => {
  jest.setTimeout(PATIENCE_MS);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'runledger-servers-'));
  let eventStore: SourceProcess;
  let engine: MongoEngine;
  let eventStoreUrl: string;
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
    eventStoreUrl = (await eventStore.line()) ?? '';
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
      service = await workplace.listening();
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
        const killed = await Promise.all(AT_RENEWAL.map((environment) => workplace.listening(environment)));
        const isThere = (process: ServiceProcess): boolean => logged(process, 'at the renewal of a lease');
        const waiting = await Promise.all(Array.from({ length: WAITS }, () => workplace.waitsToSend(service)));
        await until('they renew', () => killed.every(isThere));
        await Promise.all(killed.map((process) => process.kill()));
        for (const runId of waiting) await workplace.ends(service, runId);
        expect(await Promise.all(waiting.map((runId) => workplace.sent(service, runId)))).toEqual(Array(WAITS).fill(1));
      }
    });
  });

  if (LIMITED_KILLS > 0)
    it('lets no more out than a limit leaves when one of two is killed in the middle of a burst, and loses nothing', async () => {
      await service.listening;
      await service.stop();
      for (let kill = 0; kill < LIMITED_KILLS; kill++) {
        const whenFull = kill % 2 === 0 ? 'fail' : 'wait';
        const provider = await SmsProviderDouble.start();
        const left = new LimitedBurst(provider, LIMIT);
        const sends = () => workplace.listening({ SMS_URL: provider.url, SMS_FROM: '+15550100000' });
        const [dying, other] = await Promise.all([sends(), sends()]);
        await workplace.sets(other, { rateLimits: { sms: { perMinute: LIMIT, whenFull } } });
        const contacts = Array.from({ length: 2 * LIMIT }, (_, i) => `c-${kill}-${i}`);
        const hasTaken = (n: number) => until(`${n} are taken`, () => provider.taken.length >= n, PATIENCE_MS);
        const ofDying = await workplace.burst(dying, contacts.slice(0, LIMIT / 2));
        await hasTaken(1);
        const ofOther = await workplace.burst(other, contacts.slice(LIMIT / 2));
        await hasTaken(LIMIT - 2);
        await dying.kill();
        left.goOn();
        for (const runs of [ofDying, ofOther]) await workplace.allEnd(other, runs);
        const runIds = [...ofDying.runIds, ...ofOther.runIds];
        const fates = await Promise.all(runIds.map((runId) => workplace.fateOf(other, runId)));
        expect(left.faults(contacts, fates)).toEqual([]);
        await other.stop();
        await provider.stop();
        service = other;
      }
    });

  it('says everywhere where a projection has stopped, at every moment until what stopped it is passed', async () => {
    await service.listening;
    await service.stop();
    const start = (roles: string, environment = {}): ServiceProcess =>
      workplace.start({ ROLES: roles, ...environment });
    const [api, waking] = [start('api'), start('engine')];
    let projector = start('projector');
    const readiness = async (of: ServiceProcess): Promise<string> => {
      const answer = await fetch(`${(await of.listening) ?? ''}/health/ready`);
      return `${answer.status} ${await answer.text()}`;
    };
    await until('all is well', async () => (await readiness(projector)).startsWith('200'));
    const position = await oddEvent();
    const place = ['audit-index', 'account-odd', position, 'TriggerRegistered', 'schema version 99'];
    const isToldIn = (text: string): boolean => place.every((part) => text.includes(part));
    const readers = workplace.admin(api);
    const told = async (): Promise<readonly boolean[]> => {
      const { items } = (await readers.get('/api/admin/projections')).body as { items: { failure: object | null }[] };
      const doctor = JSON.stringify((await readers.get('/api/admin/diagnosis')).body);
      return [JSON.stringify(items.flatMap(({ failure }) => failure ?? [])), doctor].map(isToldIn);
    };
    await until('it is told', async () => (await told()).every(Boolean));
    const reading = await readers.get(`/api/audit/events?minPosition=${position}&timeoutMs=10000`);
    expect([reading.status, reading.body['code']]).toEqual([409, 'read_model_behind']);
    expect(readers.lost).toBe(0); // it would have lost patience with an answer that waits
    // each process learns of it by itself
    for (const other of [api, waking])
      await until('it is told of', async () => (await readiness(other)).includes('audit-index has stopped'));
    for (const other of [api, waking]) expect(await readiness(other)).toMatch(/^200 .*degraded/);
    expect(await readiness(projector)).toMatch(/^503 .*audit-index has stopped/);
    for (const process of [api, waking, projector])
      expect(await workplace.metrics(process)).toContain('projection_stopped{projection="audit-index"} 1');

    const always = new Set<boolean>();
    let isWatched = true as boolean;
    const watching = (async () => {
      while (isWatched) {
        for (const one of await told()) always.add(one);
        await pause(WATCHED_EVERY_MS);
      }
    })();
    await projector.stop();
    projector = start('projector');
    await until('it has stopped there again', async () =>
      (await readiness(projector)).includes('audit-index has stopped'),
    );
    isWatched = false;
    await watching;
    expect([...always]).toEqual([true]);

    await projector.stop();
    projector = start('projector', NEWER_VERSION);
    await until('it is over', async () => (await told()).every((one) => !one));
    expect((await readers.get(`/api/audit/events?minPosition=${position}`)).status).toBe(200);
    for (const process of [api, waking, projector])
      await until('all is well', async () => (await readiness(process)).startsWith('200'));
  });

  /** Written by a version of the service that none here is. @returns its position */
  async function oddEvent(): Promise<string> {
    const stores = await openStores({ dataDir, eventStoreUrl, mongoUrl: engine.url }, new TestLog());
    const metadata = {
      account: 'odd',
      actor: 'engine',
      correlationId: 'c',
      causationId: 'c',
      at: '2026-11-24T10:00:00.000Z',
    };
    const odd = { id: newId(), type: 'TriggerRegistered', data: {}, metadata: { ...metadata, schemaVersion: 99 } };
    const { position } = await stores.events.append('account-odd', NO_STREAM, [odd]);
    await stores.close();
    return position;
  }
});
