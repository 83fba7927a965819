import type { DueWait } from '../../../projections/due-waits';
import { SHARDS, laneOfKey } from '../../../projections/shard';
import { SqliteReadStore } from '../../../src/adapters/sqlite/read-store';
import type { RunEvent } from '../../../src/domain/run/events';
import { runDecider } from '../../../src/domain/run/run';
import { runStream } from '../../../src/domain/streams';
import type { Recorded } from '../../../src/domain/events';
import type { Engine } from '../../../src/assembly/engine';
import { ALL_SHARDS } from '../../../src/engine/due-work/due-work';
import { AHEAD_MS, LookAhead } from '../../../src/engine/due-work/look-ahead';
import { TimerFinder } from '../../../src/engine/due-work/timer-finder';
import { WokenTimers } from '../../../src/engine/due-work/woken-timers';
import { isoTime } from '../../../src/kernel/clock';
import { positionFrom } from '../../../src/kernel/message';
import { TestClock } from '../../test-clock';
import { until } from '../../until';
import { Clinic, FIRE_AT } from '../enrolling/clinic';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

let test: TestService;
let manager: Manager;
let stops: (() => Promise<void>)[];
beforeEach(async () => {
  test = await TestService.open();
  manager = new Manager(test.engine);
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  await test.remove();
});

/** The scheduler of a process at work. @returns its end */
function atWork({ scheduler }: Engine = test.engine): () => Promise<void> {
  const stopping = new AbortController();
  const running = scheduler.run(stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  stops.push(stop);
  return stop;
}

const all = async <Type extends Recorded['type']>(type: Type) =>
  (await test.everything()).filter((event): event is Extract<Recorded, { type: Type }> => event.type === type);
const resumed = async () => (await all('RunResumed')).map(({ data: { runId } }) => runId);
/** When each was woken. */
const wokenAt = async () => (await all('RunResumed')).map(({ metadata: { at } }) => at);
const typesOf = async (runId: string): Promise<readonly RunEvent['type'][]> => {
  await test.engine.runner.settled();
  return test.typesOf(runId);
};

/** Time goes on until so many were woken in all. */
async function untilWoken(count: number): Promise<void> {
  await until(`${count} are woken`, async () => (await resumed()).length >= count);
}

const chains = () => test.log.records.flatMap(({ level, fields }) => (level === 'error' ? [fields] : []));
const troubles = () => test.log.records.flatMap(({ level, message }) => (level === 'error' ? [message] : []));

/** Some turns of the event loop and the read models, in which whatever may happen does. */
async function quiet(): Promise<void> {
  await test.caughtUp();
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  await test.caughtUp();
}

/** A run that waits an hour, whose wake is two seconds off and looked ahead for. */
async function upcoming(count = 1): Promise<readonly string[]> {
  const workflowId = await manager.opens(workflowOf([delay(), sms()]));
  const runIds = await Promise.all(Array.from({ length: count }, (_, i) => manager.enrolls(workflowId, `c-${i}`)));
  await test.caughtUp();
  test.clock.advance(HOUR - 2 * SECOND);
  atWork();
  await quiet();
  return runIds;
}

describe('a wait that is looked ahead for', () => {
  it('ends at its very moment, and not before', async () => {
    const runIds = await upcoming(30);
    test.clock.advance(2 * SECOND - 1);
    await quiet();
    expect(await resumed()).toEqual([]);
    test.clock.advance(1);
    await untilWoken(30);
    expect(new Set(await wokenAt())).toEqual(new Set([new Date(test.clock.now()).toISOString()]));
    await quiet();
    expect([...(await resumed())].sort()).toEqual([...runIds].sort());
  });

  it('ends at its moment also when the run came to it later than it was looked', async () => {
    atWork();
    await quiet();
    const workflowId = await manager.opens(workflowOf([delay('PT0.3S'), delay('PT0.2S', 'more'), sms()]));
    const runId = await manager.enrolls(workflowId, 'c-1');
    const begun = test.clock.now();
    for (const [ms, count] of [
      [300, 1],
      [200, 2],
    ] as const) {
      test.clock.advance(ms - 1);
      await quiet();
      expect(await resumed()).toHaveLength(count - 1);
      test.clock.advance(1);
      await untilWoken(count);
    }
    expect(await wokenAt()).toEqual([300, 500].map((ms) => new Date(begun + ms).toISOString()));
    expect(await typesOf(runId)).toContain('RunCompleted');
  });

  it('ends after a pass that failed, which is told', async () => {
    const { dueWaits } = test.engine.models;
    const find = dueWaits.find.bind(dueWaits);
    dueWaits.find = () => Promise.reject(new Error('no such index'));
    await upcoming();
    await until('it is told', () => troubles().length > 0);
    expect(test.log.records.find(({ level }) => level === 'error')).toMatchObject({
      message: 'a pass over due timers failed',
      fields: { error: 'no such index' },
    });
    dueWaits.find = find;
    test.clock.advance(2 * SECOND);
    await untilWoken(1);
  });

  it('does not end when its run is cancelled meanwhile', async () => {
    const [runId = ''] = await upcoming();
    await manager.cancels(runId);
    test.clock.advance(10 * SECOND);
    await quiet();
    expect(await typesOf(runId)).toEqual(['RunStarted', 'RunWaiting', 'RunCancelled']);
    expect(troubles()).toEqual([]);
  });

  it('pauses its run when the workflow is paused meanwhile, and ends after the activation', async () => {
    const workflowId = await manager.opens(workflowOf([delay(), sms()]));
    const runId = await manager.enrolls(workflowId, 'c-1');
    await test.caughtUp();
    test.clock.advance(HOUR - SECOND);
    atWork();
    await quiet();
    await manager.pauses(workflowId);
    test.clock.advance(SECOND);
    await until('its run is paused', async () => (await test.typesOf(runId)).includes('RunPaused'));
    test.clock.advance(10 * SECOND);
    await quiet();
    expect(await resumed()).toEqual([]);
    await manager.activates(workflowId);
    await test.caughtUp();
    await test.engine.recovery.finishDue();
    await test.caughtUp();
    test.clock.advance(SECOND);
    await untilWoken(1);
  });

  it('ends once when it is ended by hand at the same moment', async () => {
    const [runId = ''] = await upcoming();
    test.clock.advance(2 * SECOND);
    await test.engine.runner.resume(context(), runId, null);
    await quiet();
    expect(await resumed()).toEqual([runId]);
    expect((await typesOf(runId)).filter((type) => type === 'StepStarted')).toHaveLength(1);
  });

  it('ends once when two processes have looked ahead for it, whichever holds its shard by then', async () => {
    let isTakenOver = false;
    const first = await test.another({ shards: { held: () => (isTakenOver ? [] : SHARDS) } });
    const second = await test.another();
    const workflowId = await manager.opens(workflowOf([delay(), sms()]));
    for (let i = 0; i < 20; i++) await manager.enrolls(workflowId, `c-${i}`);
    await test.caughtUp();
    test.clock.advance(HOUR - SECOND);
    atWork(first);
    await quiet();
    isTakenOver = true;
    atWork(second);
    await quiet();
    test.clock.advance(SECOND);
    await untilWoken(20);
    await quiet();
    expect(await resumed()).toHaveLength(20);
    expect(await all('StepStarted')).toHaveLength(20);
  });

  it('ends after a restart when the process stops before its moment', async () => {
    const [runId] = await upcoming();
    await stops[0]?.();
    test.clock.advance(HOUR);
    await quiet();
    expect(await resumed()).toEqual([]);
    atWork(await test.another());
    await untilWoken(1);
    expect(await resumed()).toEqual([runId]);
  });

  it('that cannot end is tried again later and holds up no other', async () => {
    const [runId = ''] = await upcoming();
    const world = await test.engine.facts.world(ACCOUNT, {
      workflowId: (await test.startOf(runId)).workflowId,
      workflowVersion: 1,
      contactId: 'c-1',
      contact: contact('c-1'),
    });
    for (const orphan of ['orphan-0', 'orphan-1']) {
      const started = { ...(await test.startOf(runId)), runId: orphan, workflowId: 'nowhere' };
      const start = { type: 'StartRun', started, world: { ...world, now: test.clock.now() - HOUR + SECOND } } as const;
      await test.engine.ledger.execute(context(), runStream(orphan), runDecider, () => start);
    }
    await quiet();
    test.clock.advance(SECOND);
    await until('both are tried', () => troubles().length >= 2);
    test.clock.advance(SECOND);
    await untilWoken(1);
    expect(await resumed()).toEqual([runId]);
    test.clock.advance(SECOND);
    await until('both are tried again', () => troubles().length >= 4);
    expect(new Set(troubles())).toEqual(new Set(['a timer could not be woken']));
    for (const { key, correlationId } of chains() as Record<string, string>[])
      expect([correlationId]).toEqual(
        (await test.run(key?.slice('run/'.length) ?? '')).map(({ metadata }) => metadata.correlationId).slice(-1),
      );
  });
});

describe('a reminder that is looked ahead for', () => {
  const clinic = async (): Promise<{ readonly of: Clinic; readonly workflowId: string }> => {
    const of = new Clinic(test);
    const workflowId = await of.opens();
    await of.books('e-1');
    await test.caughtUp();
    test.clock.setTo(Date.parse(FIRE_AT) - 2 * SECOND);
    atWork();
    await quiet();
    return { of, workflowId };
  };

  it('fires at its very moment, and not before', async () => {
    const { of } = await clinic();
    test.clock.advance(2 * SECOND - 1);
    await quiet();
    expect(await of.ends()).toEqual([]);
    test.clock.advance(1);
    await until('it has fired', async () => (await of.ends()).length === 1);
    const [{ metadata } = { metadata: { at: '' } }] = await all('ReminderFired');
    expect([await of.ends(), metadata.at]).toEqual([['fired'], FIRE_AT]);
  });

  it('does not fire when it is removed meanwhile', async () => {
    const { of } = await clinic();
    await of.cancels('e-2');
    test.clock.advance(10 * SECOND);
    await quiet();
    expect(await of.startedRuns()).toEqual([]);
  });

  it('is held when its workflow is paused by then, and fires by itself once it is activated', async () => {
    const { of, workflowId } = await clinic();
    await manager.pauses(workflowId);
    test.clock.advance(2 * SECOND);
    await until('it is held', async () => (await all('ReminderHeld')).length === 1);
    await quiet();
    expect(await of.ends()).toEqual([]);
    await manager.activates(workflowId);
    await test.caughtUp();
    test.clock.advance(SECOND);
    await until('it has fired', async () => (await of.ends()).length === 1);
    expect(await of.ends()).toEqual(['fired']);
  });
});

describe('a clock that jumps', () => {
  it('back wakes nothing until it is time again', async () => {
    const [runId] = await upcoming();
    const now = test.clock.now();
    test.clock.setTo(now - HOUR);
    await quiet();
    test.clock.advance(2 * SECOND);
    await quiet();
    expect(await resumed()).toEqual([]);
    test.clock.setTo(now + 2 * SECOND - 1);
    await quiet();
    expect(await resumed()).toEqual([]);
    test.clock.advance(1);
    await untilWoken(1);
    expect(await resumed()).toEqual([runId]);
  });

  it('ahead wakes what it jumped over, the oldest first', async () => {
    const runIds: string[] = [];
    for (const hours of [3, 1, 2]) {
      const workflowId = await manager.opens(workflowOf([delay(`PT${hours}H`)]));
      runIds[hours - 1] = await manager.enrolls(workflowId, 'c-1');
    }
    await test.caughtUp();
    atWork();
    await quiet();
    test.clock.advance(24 * HOUR);
    await untilWoken(3);
    expect(await resumed()).toEqual(runIds);
  });
});

it('looks ahead again before what was seen is over, however long looking takes', async () => {
  class SlowClock extends TestClock {
    private asked = 0;
    override monotonic(): number {
      return ++this.asked * 400;
    }
  }
  const { models, ledger, facts } = test.engine;
  const clock = new SlowClock();
  const finder = new TimerFinder(models.dueWaits, clock, () => true);
  const ahead = new LookAhead(finder, models.progress, ledger, facts, clock, ALL_SHARDS, new WokenTimers());
  await ahead.look();
  expect(ahead.pauseMs).toBeGreaterThan(0);
  expect(ahead.pauseMs).toBeLessThanOrEqual(AHEAD_MS / 2);
});

describe('what is overdue after downtime', () => {
  it('is looked through once, not from its beginning each time, but for what is to be tried again', async () => {
    const LANES = ['1', '2'];
    const COUNT = 20_000;
    const { models, ledger, facts } = test.engine;
    const store = SqliteReadStore.scratch();
    const model = await store.open<DueWait>(models.dueWaits.shape);
    const clock = new TestClock();
    const timers = Array.from({ length: COUNT }, (_, i) => {
      const key = `run/${i}-${LANES[i % 2] ?? ''}`;
      const wakeAt = isoTime(clock.now() - HOUR + i);
      const [lane, order] = [laneOfKey('wait', key), `${wakeAt}|${key}`];
      const about = { account: ACCOUNT, workflowId: 'w', runId: key, waitId: 'rest:1', wakeAt };
      return { key, document: { ...about, kind: 'wait', state: 'waiting', lane, order } as const };
    });
    const position = positionFrom(1);
    const changes = timers.map((timer) => ({ ...timer, position }));
    await store.commit([{ model, changes, checkpoint: { position, eventId: 'e', log: null } }]);
    const froms: string[] = [];
    const find = model.find.bind(model);
    model.find = (query) => {
      if (query.equals[0]?.startsWith('held') !== true) froms.push(query.from ?? '');
      return find(query);
    };

    const taken = new Set<string>();
    const finder = new TimerFinder(model, clock, ({ key }) => !taken.has(key));
    const shards = { held: () => LANES };
    const ahead = new LookAhead(finder, models.progress, ledger, facts, clock, shards, new WokenTimers());
    const woken: string[] = [];
    const wanted = { hasRoom: () => true, mayTake: finder.mayTake };
    const wake = (most: number): void => {
      for (const { key } of ahead.upcoming.takeDue(clock.now(), most, wanted)) {
        taken.add(key);
        woken.push(key);
      }
    };
    await ahead.look();
    const again = timers[0]?.key ?? '';
    wake(1);
    while (woken.length < COUNT) {
      wake(COUNT);
      await ahead.look();
    }
    expect(woken).toEqual(timers.map(({ key }) => key));
    expect(froms.filter((from) => from === '')).toHaveLength(2 * LANES.length); // of waits and of reminders, once

    taken.delete(again);
    clock.advance(AHEAD_MS);
    await ahead.look();
    wake(COUNT);
    expect(woken.slice(COUNT)).toEqual([again]);
    await store.close();
  });

  it('is woken once each, the oldest first, however many there are', async () => {
    const workflowId = await manager.opens(workflowOf([delay()]));
    const runIds: string[] = [];
    for (let i = 0; i < 4; i++) {
      const contacts = Array.from({ length: 10 }, (_, j) => `c-${i}-${j}`);
      runIds.push(...(await Promise.all(contacts.map((id) => manager.enrolls(workflowId, id)))));
      test.clock.advance(SECOND);
    }
    test.clock.advance(24 * HOUR);
    await test.caughtUp();
    atWork(await test.another());
    await untilWoken(runIds.length);
    await quiet();
    const order = await resumed();
    expect(new Set(order)).toEqual(new Set(runIds));
    expect(order).toHaveLength(runIds.length);
    const second = new Map(runIds.map((runId, i) => [runId, Math.floor(i / 10)]));
    const seconds = order.map((runId) => second.get(runId) ?? -1);
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
  });
});
