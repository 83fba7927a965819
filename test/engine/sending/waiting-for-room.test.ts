import type { AccountSettings } from '../../../src/domain/account/settings';
import { sms, workflowOf } from '../manager';
import { TestChannel } from '../test-channel';
import { TwoProcesses } from '../two-processes';

let processes: TwoProcesses;
const opened = async (rateLimits: AccountSettings['rateLimits']): Promise<TwoProcesses> => {
  processes = await TwoProcesses.open(new TestChannel(true));
  await processes.manager.sets({ rateLimits });
  return processes;
};
afterEach(() => processes.close());

/** How each step of a run came out. */
const outcomesOf = async (runId: string): Promise<readonly string[]> =>
  (await processes.test.run(runId)).flatMap((event) => {
    if (event.type === 'StepCompleted') return 'sent';
    if (event.type === 'StepSkipped') return event.data.reason;
    return event.type === 'StepFailed' ? event.data.error.code : [];
  });
const outcomesOfAll = async (runIds: readonly string[]): Promise<readonly string[]> =>
  (await Promise.all(runIds.map(outcomesOf))).flat();

describe('a limit per minute that is waited for', () => {
  const opening = async (perMinute: number): Promise<string> => {
    const { manager } = await opened({ sms: { perMinute, whenFull: 'wait' } });
    return manager.opens(workflowOf([sms()]));
  };
  const enrollsOneByOne = async (workflowId: string, count: number): Promise<readonly string[]> => {
    const runIds: string[] = [];
    for (const id of Array.from({ length: count }, (_, i) => `c-${i}`)) {
      runIds.push(await processes.manager.enrolls(workflowId, id));
      await processes.test.caughtUp();
    }
    return runIds;
  };
  const wakeMinuteOf = async (runId: string): Promise<string | null> => {
    const wait = (await processes.test.run(runId)).findLast(({ type }) => type === 'RunWaiting');
    return wait?.type === 'RunWaiting' ? wait.data.wakeAt.slice(11, 16) : null;
  };
  const wakes = async (at: string): Promise<void> => {
    processes.test.clock.setTo(Date.parse(`2026-11-24T${at}Z`));
    await processes.test.engine.scheduler.resumeDue(null, 100);
    await processes.test.caughtUp();
  };

  it('serves in the order in which they came, each in the first minute that has room', async () => {
    const runIds = await enrollsOneByOne(await opening(2), 7);
    const minutes = await Promise.all(runIds.map(wakeMinuteOf));
    expect(minutes).toEqual([null, null, '10:01', '10:01', '10:02', '10:02', '10:03']);
  });

  it('keeps the place of what waits from those who come later', async () => {
    const workflowId = await opening(1);
    const [, waiting = ''] = await enrollsOneByOne(workflowId, 2);
    processes.test.clock.advance(60_000);
    const late = await processes.manager.enrolls(workflowId, 'late');
    await processes.test.caughtUp();
    expect(await wakeMinuteOf(late)).toBe('10:02');
    await wakes('10:01:30');
    expect(await outcomesOf(waiting)).toEqual(['sent']);
  });

  it('has those wait again that wake too late for their places', async () => {
    const runIds = await enrollsOneByOne(await opening(1), 4);
    await wakes('11:00:00');
    expect(processes.said).toHaveLength(2);
    const minutes = await Promise.all(runIds.slice(1).map(wakeMinuteOf));
    expect(minutes.toSorted()).toEqual(['10:01', '11:01', '11:02']);
  });

  it('keeps the places of those that wait when it is lowered, and gives whoever comes later what is left by the new one', async () => {
    const workflowId = await opening(3);
    const runIds = await enrollsOneByOne(workflowId, 8);
    await processes.manager.sets({ rateLimits: { sms: { perMinute: 1, whenFull: 'wait' } } });
    const late = [
      await processes.manager.enrolls(workflowId, 'late-1'),
      await processes.manager.enrolls(workflowId, 'late-2'),
    ];
    await processes.test.caughtUp();
    expect((await Promise.all(late.map(wakeMinuteOf))).toSorted()).toEqual(['10:03', '10:04']);
    await wakes('10:01:00');
    expect(processes.said).toHaveLength(6);
    await wakes('10:02:00');
    expect(await outcomesOfAll(runIds)).toEqual(Array(8).fill('sent'));
    await wakes('10:03:00');
    expect(processes.said).toHaveLength(9);
  });

  it('has those wait again by a lowered limit that wake too late for their places', async () => {
    const runIds = await enrollsOneByOne(await opening(3), 9);
    await processes.manager.sets({ rateLimits: { sms: { perMinute: 1, whenFull: 'wait' } } });
    await wakes('11:00:00');
    expect(processes.said).toHaveLength(4);
    const minutes = (await Promise.all(runIds.map(wakeMinuteOf))).filter((at) => at !== null && at > '11:00');
    expect(minutes.toSorted()).toEqual(['11:01', '11:02', '11:03', '11:04', '11:05']);
  });

  it('lets out whatever waits once there is no limit any more', async () => {
    const runIds = await enrollsOneByOne(await opening(1), 4);
    await processes.manager.sets({});
    await wakes('10:03:00');
    expect(await outcomesOfAll(runIds)).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  it('loses the place of a run that is cancelled, and no other', async () => {
    const [, cancelled = '', waiting = ''] = await enrollsOneByOne(await opening(1), 3);
    await processes.manager.cancels(cancelled);
    await wakes('10:02:00');
    expect(await outcomesOfAll([cancelled, waiting])).toEqual(['sent']);
  });

  it('looks at opt-outs again at the wake', async () => {
    const [, waiting = ''] = await enrollsOneByOne(await opening(1), 2);
    await processes.manager.optsOut('c-1', 'sms');
    await wakes('10:01:00');
    expect(await outcomesOf(waiting)).toEqual(['sms_opt_out']);
  });

  it('refuses what the day of its contact has no room for, also after it waited', async () => {
    const { manager, test } = await opened({ sms: { perMinute: 1, whenFull: 'wait' }, perContactPerDay: 1 });
    const runId = await manager.enrolls(await manager.opens(workflowOf([sms('a'), sms('b')])), 'c-1');
    await test.caughtUp();
    expect(await outcomesOf(runId)).toEqual(['sent']);
    await wakes('10:01:00');
    expect(await outcomesOf(runId)).toEqual(['sent', 'rate_limited']);
  });

  it('of a workflow that was paused while it waited fires after that was activated again', async () => {
    const workflowId = await opening(1);
    const [, waiting = ''] = await enrollsOneByOne(workflowId, 2);
    await processes.manager.pauses(workflowId);
    await processes.test.caughtUp();
    await processes.test.engine.recovery.finishDue();
    await wakes('10:05:00');
    expect(await outcomesOf(waiting)).toEqual([]);
    await processes.manager.activates(workflowId);
    await processes.test.caughtUp();
    await processes.test.engine.recovery.finishDue();
    await wakes('10:05:00');
    expect(await outcomesOf(waiting)).toEqual(['sent']);
  });
});
