import { SHARDS } from '../../../projections/shard';
import { runDecider } from '../../../src/domain/run/run';
import { runStream } from '../../../src/domain/streams';
import type { TestClock } from '../../test-clock';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOTHING = { resumed: 0, failed: [] };

let test: TestService;
let manager: Manager;
const opened = async (folder?: string, clock?: TestClock): Promise<void> => {
  test = await TestService.open({}, folder, clock);
  manager = new Manager(test.engine);
};
beforeEach(() => opened());
afterEach(() => test.remove());

/** One pass over what is due, with every read model up to date before and after it. */
const pass = async (limit = 100, by = test.engine, account: string | null = null) => {
  await test.caughtUp();
  const woken = await by.scheduler.resumeDue(account, limit);
  await test.caughtUp();
  return woken;
};

/** The runs in the order in which their waits ended. */
const resumed = async (): Promise<readonly string[]> =>
  (await test.everything()).flatMap(({ type, data }) => (type === 'RunResumed' ? data.runId : []));

const waitingFor = async (...durations: readonly string[]): Promise<readonly string[]> => {
  const runIds: string[] = [];
  for (const duration of durations) {
    const workflowId = await manager.opens(workflowOf([delay(duration), sms()]));
    runIds.push(await manager.enrolls(workflowId, 'c-1'));
  }
  return runIds;
};

describe('waits that have passed', () => {
  it('fire once each, the oldest first, no more than a pass may', async () => {
    const [third, first, second] = await waitingFor('PT3H', 'PT1H', 'PT2H');
    test.clock.advance(DAY);
    for (const expected of [[first], [first, second], [first, second, third]]) {
      expect(await pass(1)).toEqual({ resumed: 1, failed: [] });
      expect(await resumed()).toEqual(expected);
    }
    expect(await pass(1)).toEqual(NOTHING);
  });

  it('for the same moment fire as they began', async () => {
    const runIds = await waitingFor(...Array.from({ length: 5 }, () => 'PT1H'));
    test.clock.advance(HOUR);
    for (let i = 0; i < 5; i++) await pass(1);
    expect(await resumed()).toEqual(runIds);
  });

  it('do not fire a moment before their time', async () => {
    await waitingFor('PT1H');
    test.clock.advance(HOUR - 1);
    expect(await pass()).toEqual(NOTHING);
    test.clock.advance(1);
    expect(await pass()).toEqual({ resumed: 1, failed: [] });
  });

  it('fire once when several processes look at the same time', async () => {
    const runIds = await waitingFor('PT1H', 'PT1H', 'PT1H');
    const processes = [test.engine, await test.another(), await test.another()];
    test.clock.advance(HOUR);
    await test.caughtUp();
    const passes = await Promise.all(processes.map(({ scheduler }) => scheduler.resumeDue(null, 100)));
    expect(passes.reduce((sum, { resumed }) => sum + resumed, 0)).toBe(3);
    expect([...(await resumed())].sort()).toEqual([...runIds].sort());
  });

  it('fire after a restart that they fell due before', async () => {
    const runIds = await waitingFor('PT1H');
    await test.close();
    test.clock.advance(DAY);
    await opened(test.folder, test.clock);
    expect(await pass()).toEqual({ resumed: 1, failed: [] });
    expect(await resumed()).toEqual(runIds);
  });

  it('of one account fire alone when it is asked for', async () => {
    const globex = new Manager(test.engine, 'globex');
    const runId = await globex.enrolls(await globex.opens(workflowOf([delay()])), 'c-1');
    await waitingFor('PT1H');
    test.clock.advance(HOUR);
    expect(await pass(100, test.engine, 'globex')).toEqual({ resumed: 1, failed: [] });
    expect(await resumed()).toEqual([runId]);
  });

  it('are each in one of the shards that processes share', async () => {
    const workflowId = await manager.opens(workflowOf([delay()]));
    for (let i = 0; i < 20; i++) await manager.enrolls(workflowId, `c-${i}`);
    test.clock.advance(HOUR);
    await test.caughtUp();
    const passes = SHARDS.map((shard) => test.engine.scheduler.resumeDue(null, 100, [shard]));
    const counts = (await Promise.all(passes)).map(({ resumed }) => resumed);
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    expect(Math.max(...counts)).toBeLessThan(20);
  });

  it('that cannot end are told, tried again with growing pauses, and hold up no other', async () => {
    const workflowId = await manager.opens(workflowOf([delay(), delay('PT1H', 'more')]));
    const runId = await manager.enrolls(workflowId, 'c-1');
    const world = await test.engine.facts.world(ACCOUNT, {
      workflowId,
      workflowVersion: 1,
      contactId: 'c-1',
      contact: contact('c-1'),
    });
    const orphans = ['orphan-0', 'orphan-1', 'orphan-2'];
    for (const orphan of orphans) {
      const started = { ...(await test.startOf(runId)), runId: orphan, workflowId: 'nowhere' };
      const start = { type: 'StartRun', started, world: { ...world, now: test.clock.now() - 1 } } as const;
      await test.engine.ledger.execute(context(), runStream(orphan), runDecider, () => start);
    }
    const failed = orphans.map((orphan) => ({ runId: orphan, code: 'not_found' }));
    test.clock.advance(HOUR);
    expect(await pass(orphans.length)).toEqual({ resumed: 0, failed });
    expect(await pass(orphans.length)).toEqual({ resumed: 1, failed: [] });
    expect(await resumed()).toEqual([runId]);
    for (const seconds of [1, 2, 4]) {
      test.clock.advance(seconds * 1_000 - 1);
      expect(await pass()).toEqual(NOTHING);
      test.clock.advance(1);
      expect(await pass()).toEqual({ resumed: 0, failed });
    }
  });
});

describe('a hold for business hours', () => {
  it('that fires late looks at the hours again', async () => {
    test.clock.setTo(Date.parse('2026-11-27T20:00:00.000Z'));
    await manager.sets({ businessHours: { sat: [['09:00', '10:00']], mon: [['09:00', '17:00']] } });
    const workflowId = await manager.opens(workflowOf([{ id: 'hours', type: 'business_hours' }, sms()]));
    const runId = await manager.enrolls(workflowId, contact('c-1'));
    test.clock.setTo(Date.parse('2026-11-28T10:00:00.000Z'));
    await pass();
    expect((await test.run(runId)).slice(1)).toMatchObject([
      { type: 'RunWaiting', data: { waitId: 'hours:1', wakeAt: '2026-11-28T09:00:00.000Z' } },
      { type: 'RunResumed', data: { waitId: 'hours:1' } },
      { type: 'RunWaiting', data: { waitId: 'hours:2', wakeAt: '2026-11-30T09:00:00.000Z' } },
    ]);
  });
});

describe('the waits of a paused workflow', () => {
  it('do nothing, and fire at once after it is activated when they have passed, else in their time', async () => {
    const workflowId = await manager.opens(workflowOf([delay(), sms()]));
    const early = await manager.enrolls(workflowId, 'c-1');
    test.clock.advance(30 * MINUTE);
    const late = await manager.enrolls(workflowId, 'c-2');
    await manager.pauses(workflowId);
    test.clock.advance(30 * MINUTE);
    // its runs are not paused yet: the gate is
    expect(await pass()).toEqual({ resumed: 0, failed: [{ runId: early, code: 'run_paused' }] });
    await test.engine.recovery.finishDue();
    test.clock.advance(15 * MINUTE);
    expect(await pass()).toEqual(NOTHING);
    await manager.activates(workflowId);
    await test.caughtUp();
    await test.engine.recovery.finishDue();
    expect(await pass()).toEqual({ resumed: 1, failed: [] });
    test.clock.advance(15 * MINUTE);
    expect(await pass()).toEqual({ resumed: 1, failed: [] });
    expect(await resumed()).toEqual([early, late]);
  });
});
