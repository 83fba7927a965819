import { SHARDS } from '../../../projections/shard';
import { enrollment } from '../../../src/domain/enrollment/enrollment';
import type { ContactEnrolled } from '../../../src/domain/enrollment/events';
import { inbound } from '../../../src/domain/inbound/inbound';
import { runDecider } from '../../../src/domain/run/run';
import { enrollmentStream, inboundStream, runStream } from '../../../src/domain/streams';
import { findDue } from '../../../src/engine/due-work/due-work';
import { WorkLog } from '../../../src/engine/due-work/work-log';
import { hashId } from '../../../src/kernel/ids';
import { isoTime } from '../../../src/kernel/clock';
import type { Engine } from '../../../src/assembly/engine';
import { StoreUnavailable } from '../../../src/ports/availability';
import { UnreadableEvent } from '../../../src/ports/event-store';
import type { EventStore } from '../../../src/ports/event-store';
import { until } from '../../until';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';

const SECOND = 1_000;
/** How long whoever began something may still be at it. */
const GRACE_MS = 30 * SECOND;

let test: TestService;
let other: Engine;
let manager: Manager;
beforeEach(async () => {
  test = await TestService.open();
  other = await test.another();
  manager = new Manager(test.engine);
});
afterEach(() => test.remove());

/** One pass of another process, with every read model up to date before and after it. */
const finish = async (afterMs = 0): Promise<void> => {
  test.clock.advance(afterMs);
  await test.caughtUp();
  await other.recovery.finishDue();
  await test.caughtUp();
};

/** What there is to finish, now or later. */
const left = async (): Promise<readonly string[]> => {
  await test.caughtUp();
  const works = await findDue(test.engine.models.openWork, SHARDS, 'open', { account: null, limit: 100 });
  return works.map(({ document }) => document.kind);
};

/** As far as a process gets that dies after the first append of an enrolling. */
const enrollsAndDies = async (workflowId: string, workflowVersion = 1): Promise<ContactEnrolled> => {
  const runId = hashId(workflowId, 'run');
  const enrollmentId = hashId(workflowId, 'enrollment');
  const enrolled = {
    runId,
    workflowId,
    workflowVersion,
    workflowName: 'Welcome',
    enrollmentId,
    contactId: 'c-1',
    contact: contact('c-1'),
    data: {},
    trigger: { type: 'manual' },
  } as const;
  const command = { type: 'EnrollContact', enrolled, reentry: 'when_not_active', ended: [] } as const;
  await test.engine.ledger.execute(context(), enrollmentStream(enrollmentId), enrollment, () => command);
  return { ...enrolled, previousRunId: null };
};

/** A log that takes nothing while it is away. */
const awayWhile = (store: EventStore, isAway: () => boolean): EventStore =>
  new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]): unknown => {
        if (isAway()) throw new StoreUnavailable('event store', 'it was away before');
        return Reflect.apply(method, target, args);
      };
    },
  });

describe('what a process left unfinished', () => {
  it('is left alone as long as it may still be at it', async () => {
    const { runId } = await enrollsAndDies(await manager.opens(workflowOf([sms()])));
    await finish(GRACE_MS - 1);
    expect(await test.run(runId)).toEqual([]);
    await finish(1);
    expect((await test.typesOf(runId)).at(-1)).toBe('RunCompleted');
    expect(await left()).toEqual([]);
  });

  it('of an enrolling is its run, which starts once however often it is finished', async () => {
    const { runId, enrollmentId } = await enrollsAndDies(await manager.opens(workflowOf([delay()])));
    test.clock.advance(GRACE_MS);
    await test.caughtUp();
    await Promise.all([other, test.engine].map(({ recovery }) => recovery.finishDue()));
    await finish();
    expect(await test.typesOf(runId)).toEqual(['RunStarted', 'RunTakenOver', 'RunWaiting']);
    expect((await test.startOf(runId)).enrollmentId).toBe(enrollmentId);
    expect(await left()).toEqual([]);
  });

  it('of a fan-out are the workflows that were not tried, and the results', async () => {
    const trigger = { type: 'event', event: 'estimate.sent' } as const;
    const workflowIds = [
      await manager.opens(workflowOf([delay()], { trigger })),
      await manager.opens(workflowOf([delay()], { trigger })),
    ];
    const candidates = workflowIds.map((workflowId) => ({ workflowId, version: 1, runId: hashId('r', workflowId) }));
    const [tried] = candidates;
    const workflow = await test.engine.facts.workflow(ACCOUNT, tried?.workflowId ?? '');
    const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, runId: tried?.runId ?? '' };
    const byEvent = { type: 'event', eventId: 'e-1', event: 'estimate.sent' } as const;
    await test.engine.enroller.enroll(context(), { ...enrolling, trigger: byEvent });
    const about = { eventId: 'e-1', eventType: 'estimate.sent', contactId: 'c-1', contact: contact('c-1'), data: {} };
    const command = { type: 'ReceiveEvent', received: { ...about, candidates } } as const;
    await test.engine.ledger.execute(context(), inboundStream(ACCOUNT, 'e-1'), inbound, () => command);
    await finish(GRACE_MS);
    expect((await test.engine.ledger.load(inbound, inboundStream(ACCOUNT, 'e-1'))).state).toMatchObject({
      status: 'handled',
      results: candidates.map(({ workflowId, runId }) => ({ workflowId, runId, outcome: 'started' })),
    });
    for (const { runId } of candidates) expect(await test.typesOf(runId)).toEqual(['RunStarted', 'RunWaiting']);
    expect(await left()).toEqual([]);
  });

  it('of a run that has ended is its enrollment, which is completed', async () => {
    const workflowId = await manager.opens(workflowOf([{ id: 'exit', type: 'exit' }]));
    const enrolled = await enrollsAndDies(workflowId);
    const world = await test.engine.facts.world(ACCOUNT, {
      workflowId,
      workflowVersion: 1,
      contactId: 'c-1',
      contact: contact('c-1'),
    });
    const started = { ...enrolled, startedAt: isoTime(test.clock.now()) };
    const start = { type: 'StartRun', started, world } as const;
    await test.engine.ledger.execute(context(), runStream(enrolled.runId), runDecider, () => start);
    expect(await left()).toEqual(['ended']);
    await finish(GRACE_MS);
    const { state } = await test.engine.ledger.load(enrollment, enrollmentStream(enrolled.enrollmentId));
    expect([...state.values()]).toMatchObject([{ status: 'completed' }]);
    expect(await left()).toEqual([]);
  });

  it('is finished at once by a process that knows of its end, in each shard as it comes to be its own', async () => {
    const runIds: string[] = [];
    for (let i = 0; i < 12; i++) runIds.push((await enrollsAndDies(await manager.opens(workflowOf([delay()])))).runId);
    const abandonedUpTo = await test.engine.dependencies.events.head();
    const later = (await enrollsAndDies(await manager.opens(workflowOf([delay()])))).runId;
    await test.caughtUp();
    let held: readonly string[] = [];
    let isAway = false;
    const events = awayWhile(test.engine.dependencies.events, () => isAway);
    const next = await test.another({ abandonedUpTo, shards: { held: () => held }, events });
    const begun = async () => {
      await next.recovery.takeOverAbandoned();
      await test.caughtUp();
      const begun = await Promise.all(runIds.map(async (runId) => ((await test.run(runId)).length > 0 ? [runId] : [])));
      return begun.flat();
    };
    const inShards = (shards: readonly string[]) => runIds.filter((runId) => shards.includes(runId.slice(-1)));
    expect(await begun()).toEqual([]);
    held = SHARDS.slice(0, 8);
    isAway = true;
    expect(await begun()).toEqual([]);
    isAway = false;
    test.clock.advance(SECOND);
    expect(await begun()).toEqual(inShards(held));
    held = SHARDS.slice(4);
    expect(await begun()).toEqual(runIds);
    expect(await test.run(later)).toEqual([]);
  });

  it('is finished at once by the next process when it alone owns the data folder', async () => {
    const { runId } = await enrollsAndDies(await manager.opens(workflowOf([sms()])));
    await test.close();
    test = await TestService.open({}, test.folder, test.clock);
    const later = await enrollsAndDies(await new Manager(test.engine).opens(workflowOf([sms()])));
    await test.caughtUp();
    await test.engine.recovery.takeOverAbandoned();
    await test.caughtUp();
    expect((await test.typesOf(runId)).at(-1)).toBe('RunCompleted');
    expect(await test.run(later.runId)).toEqual([]);
  });
});

describe('unfinished work that fails', () => {
  const failures = (): readonly object[] =>
    test.log.records.filter(({ level }) => level === 'error').map(({ fields }) => fields);

  const chainOf = async (stream: string): Promise<string | undefined> =>
    (await test.engine.dependencies.events.readStream(stream)).at(-1)?.metadata.correlationId;

  it('is tried again with growing pauses until it succeeds, each failure is logged as a part of its chain', async () => {
    const workflowId = await manager.opens(workflowOf([sms()]));
    const { runId, enrollmentId } = await enrollsAndDies(workflowId, 2);
    const correlationId = await chainOf(enrollmentStream(enrollmentId));
    await finish(GRACE_MS);
    expect(failures()).toEqual([
      { work: 'enrolling', key: `run/${runId}`, tries: 1, correlationId, error: 'no such workflow version' },
    ]);
    for (const [pause, tries] of [
      [SECOND, 2],
      [2 * SECOND, 3],
      [4 * SECOND, 4],
    ] as const) {
      await finish(pause - 1);
      expect(failures()).toHaveLength(tries - 1);
      await finish(1);
      expect(failures()).toHaveLength(tries);
      expect(failures().at(-1)).toMatchObject({ tries });
    }
    await manager.defines(workflowOf([sms()]), workflowId);
    await finish(8 * SECOND);
    expect((await test.typesOf(runId)).at(-1)).toBe('RunCompleted');
    expect(failures()).toHaveLength(4);
  });

  it('of a stream whose last event cannot be read is logged with the chain that the first one names', async () => {
    const { events } = test.engine.dependencies;
    const stream = runStream(await manager.enrolls(await manager.opens(workflowOf([delay()])), 'c-1'));
    const readStream: EventStore['readStream'] = async (...asked) => {
      const read = await events.readStream(...asked);
      const damaged = read.find(({ revision }) => revision > 0);
      if (damaged !== undefined) throw new UnreadableEvent(damaged, 'damaged');
      return read;
    };
    await new WorkLog({ readStream }, test.log).work('it failed', stream, {}, new Error('for some reason'));
    await new WorkLog({ readStream }, test.log).work(
      'it failed',
      runStream('nobody'),
      {},
      new Error('for some reason'),
    );
    expect(failures()).toEqual([
      { correlationId: await chainOf(stream), error: 'for some reason' },
      { correlationId: null, error: 'for some reason' },
    ]);
  });

  it('is tried again every five minutes at least, and holds up nothing else', async () => {
    const failing = await enrollsAndDies(await manager.opens(workflowOf([sms()])), 2);
    const { runId } = await enrollsAndDies(await manager.opens(workflowOf([sms()])));
    for (let tries = 1; tries <= 11; tries++) await finish(300 * SECOND);
    expect(failures()).toHaveLength(11);
    expect(await test.run(failing.runId)).toEqual([]);
    expect((await test.typesOf(runId)).at(-1)).toBe('RunCompleted');
  });
});

/** A log in which the last events of these streams cannot be read. */
const damagedIn = (store: EventStore, streams: readonly string[]): EventStore =>
  new Proxy(store, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: readonly unknown[]): unknown => {
        const [stream] = args;
        if (name !== 'readStream' || typeof stream !== 'string' || !streams.includes(stream))
          return Reflect.apply(method, target, args);
        const place = { stream, revision: 1, position: '0'.repeat(16), id: 'e-1', type: 'RunWaiting' };
        return Promise.reject(new UnreadableEvent(place, 'damaged'));
      };
    },
  });

describe('a run that cannot follow its workflow', () => {
  it.each([
    ['of a few', 3, 1],
    ['of so many that they are found in parts', 230, 2],
    ['behind as many that cannot as are found at once', 210, 205],
  ])(
    'holds up no other, and is told until it does: %s',
    async (_, count, damaged) => {
      const workflowId = await manager.opens(workflowOf([delay()]));
      const ids = Array.from({ length: count }, (_, i) => `c-${i}`);
      const runIds = await Promise.all(ids.map((id) => manager.enrolls(workflowId, id)));
      await test.caughtUp();
      const waits = await test.engine.models.dueWaits.find({
        index: 'byWorkflow',
        equals: [workflowId, 'waiting'],
        limit: count,
      });
      const first = waits.flatMap(({ document }) => ('runId' in document ? [document.runId] : [])).slice(0, damaged);
      const streams = first.map(runStream);
      other = await test.another({ events: damagedIn(test.engine.dependencies.events, streams) });
      await manager.pauses(workflowId);
      await finish();
      const statuses = await Promise.all(
        runIds.map(async (runId) => (await test.engine.runner.state(ACCOUNT, runId)).status),
      );
      expect(statuses.map((status, i) => [runIds[i], status])).toEqual(
        runIds.map((runId) => [runId, first.includes(runId) ? 'waiting' : 'paused']),
      );
      expect(await left()).toEqual(['pausing']);
      const told = test.log.records.filter(({ message }) => message === 'a run could not follow its workflow');
      expect(told.map(({ fields }) => Reflect.get(fields, 'runId') as string).sort()).toEqual([...first].sort());
      other = test.engine;
      await finish(SECOND);
      expect(await left()).toEqual([]);
      expect((await test.engine.runner.state(ACCOUNT, first[0] ?? '')).status).toBe('paused');
    },
    60_000,
  );
});

describe('the reactions, left alone', () => {
  it('look for what is unfinished twice a second', async () => {
    const stop = new AbortController();
    const running = other.recovery.run(stop.signal);
    const { runId } = await enrollsAndDies(await manager.opens(workflowOf([delay()])));
    await test.folded();
    test.clock.advance(GRACE_MS);
    await until('it is finished', async () => {
      test.clock.advance(SECOND / 2);
      return (await test.run(runId)).length > 0;
    });
    stop.abort();
    await running;
  });
});
