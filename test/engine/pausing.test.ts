import type { Manager } from './manager';
import { contact, delay, sms, workflowOf } from './manager';
import { ACCOUNT, context } from './test-service';
import { TwoProcesses } from './two-processes';

let processes: TwoProcesses;
let manager: Manager;
beforeEach(async () => {
  processes = await TwoProcesses.open();
  ({ manager } = processes);
});
afterEach(() => processes.close());

const HOUR = 3_600_000;

/** A pass over what is unfinished, as the other process does it. */
const react = async (): Promise<void> => {
  await processes.test.folded();
  await processes.other.recovery.finishDue();
  await processes.test.folded();
};

const statusesOf = async (runIds: readonly string[]): Promise<readonly string[]> => {
  const { runner } = processes.test.engine;
  return (await Promise.all(runIds.map((runId) => runner.state(ACCOUNT, runId)))).map(({ status }) => status);
};

const enrollMany = (workflowId: string, count: number): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => manager.enrolls(workflowId, `many-${i}`)));

describe('a paused workflow', () => {
  it('has all its runs paused, those that wait and those that send, and no others', async () => {
    const definition = workflowOf([sms('a'), delay(), sms('b')]);
    const [workflowId, another] = [await manager.opens(definition), await manager.opens(definition)];
    const waiting = await manager.enrolls(workflowId, 'c-1');
    const untouched = await manager.enrolls(another, 'c-1');
    await processes.test.caughtUp();
    processes.channel.holds = 1;
    const sending = await manager.enrolls(workflowId, 'c-2');
    await processes.channel.hasBeenAsked(3);
    await manager.pauses(workflowId);
    await react();
    expect(await statusesOf([waiting, sending, untouched])).toEqual(['paused', 'paused', 'waiting']);
  });

  it('that is activated again while a message is being sent sends it once', async () => {
    const { test, channel } = processes;
    channel.holds = 1;
    const workflowId = await manager.opens(workflowOf([sms('a')]));
    const runId = await manager.enrolls(workflowId, 'c-1');
    await channel.hasBeenAsked(1);
    for (const change of [() => manager.pauses(workflowId), () => manager.activates(workflowId)]) {
      await change();
      await test.folded();
      await test.engine.recovery.finishDue();
      await test.folded();
    }
    expect(await statusesOf([runId])).toEqual(['running']);
    channel.answers();
    await test.caughtUp();
    expect(await statusesOf([runId])).toEqual(['completed']);
    expect(channel.asked).toHaveLength(1);
  });

  it('refuses new enrollments', async () => {
    const workflowId = await manager.opens(workflowOf([delay()]));
    await manager.pauses(workflowId);
    await expect(manager.enrolls(workflowId, 'c-1')).rejects.toMatchObject({
      code: 'workflow_not_active',
      details: { workflowStatus: 'paused' },
    });
  });

  it('pauses also a run that was being enrolled meanwhile, before its first step', async () => {
    const workflowId = await manager.opens(workflowOf([sms('a')]));
    const { facts, enroller } = processes.test.engine;
    const workflow = await facts.workflow(ACCOUNT, workflowId);
    await manager.pauses(workflowId);
    const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, runId: 'run-0' };
    await enroller.enroll(context(), { ...enrolling, trigger: { type: 'manual' } });
    expect(await processes.test.typesOf('run-0')).toEqual(['RunStarted', 'RunPaused']);
    expect(processes.said).toEqual([]);
  });

  it('pauses the runs that started while its others were being paused', async () => {
    const workflowId = await manager.opens(workflowOf([sms('a'), sms('b')]));
    const { facts, enroller } = processes.other;
    const workflow = await facts.workflow(ACCOUNT, workflowId);
    await enrollMany(workflowId, 3);
    await processes.test.caughtUp();
    processes.channel.holds = 1;
    const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, runId: 'run-0' };
    await Promise.all([
      enroller.enroll(context(), { ...enrolling, trigger: { type: 'manual' } }),
      manager.pauses(workflowId),
      react(),
    ]);
    await react();
    expect(await statusesOf(['run-0'])).toEqual(['paused']);
  });

  it('has its runs paused however many they are, and whoever dies in the middle', async () => {
    const workflowId = await manager.opens(workflowOf([delay()]));
    const runIds = await enrollMany(workflowId, 210);
    await manager.pauses(workflowId);
    for (const runId of runIds.slice(0, 5)) await processes.test.engine.runner.pause(context(), runId);
    await react();
    expect(new Set(await statusesOf(runIds))).toEqual(new Set(['paused']));
  });
});

describe('a workflow that is activated again', () => {
  it('has every run back where it was', async () => {
    const workflowId = await manager.opens(workflowOf([sms('a'), delay(), sms('b')]));
    const waiting = await manager.enrolls(workflowId, 'c-1');
    await processes.test.caughtUp();
    processes.channel.holds = 1;
    const sending = await manager.enrolls(workflowId, 'c-2');
    await processes.channel.hasBeenAsked(2);
    await manager.pauses(workflowId);
    await react();
    await manager.activates(workflowId);
    await react();
    expect(await statusesOf([waiting, sending])).toEqual(['waiting', 'running']);
    expect((await processes.test.typesOf(sending)).slice(1)).toEqual(['StepStarted', 'RunPaused', 'RunUnpaused']);
    processes.channel.answers();
    await processes.test.caughtUp();
    expect(await statusesOf([waiting, sending])).toEqual(['waiting', 'waiting']);
    expect(processes.said).toEqual(['a!', 'a!']);
    processes.test.clock.advance(HOUR);
    expect(await processes.other.scheduler.resumeDue(null, 10)).toEqual({ resumed: 2, failed: [] });
  });

  it('goes on with runs that were between two steps', async () => {
    const runId = await processes.sending('a', 'b');
    const { workflowId } = await processes.test.startOf(runId);
    await manager.pauses(workflowId);
    await react();
    processes.channel.answers();
    await processes.test.caughtUp();
    expect(processes.said).toEqual(['a!']);
    await manager.activates(workflowId);
    await react();
    await processes.test.caughtUp();
    expect(processes.said).toEqual(['a!', 'b!']);
    expect((await processes.test.typesOf(runId)).at(-1)).toBe('RunCompleted');
  });

  it('has as many back as were paused, without a run that was cancelled meanwhile', async () => {
    const workflowId = await manager.opens(workflowOf([delay()]));
    const [cancelled = '', ...others] = await enrollMany(workflowId, 210);
    await manager.pauses(workflowId);
    await react();
    await manager.cancels(cancelled);
    await manager.activates(workflowId);
    await react();
    expect(await statusesOf([cancelled])).toEqual(['cancelled']);
    expect(new Set(await statusesOf(others))).toEqual(new Set(['waiting']));
  });

  it('leaves its runs paused when it is archived then: nothing of them goes out until they are cancelled', async () => {
    const workflowId = await manager.opens(workflowOf([delay(), sms()]));
    const runIds = await enrollMany(workflowId, 2);
    await manager.pauses(workflowId);
    await manager.archives(workflowId);
    await react();
    processes.test.clock.advance(3_600_000);
    expect(await processes.test.engine.scheduler.resumeDue(null, 10)).toMatchObject({ resumed: 0 });
    await react();
    expect(await statusesOf(runIds)).toEqual(['paused', 'paused']);
    await manager.cancels(runIds[0] ?? '');
    expect(await statusesOf(runIds)).toEqual(['cancelled', 'paused']);
    expect(processes.said).toEqual([]);
  });

  it('leaves its runs paused when it is paused again before they were moved', async () => {
    const workflowId = await manager.opens(workflowOf([delay()]));
    const runIds = await enrollMany(workflowId, 3);
    await manager.pauses(workflowId);
    await react();
    await manager.activates(workflowId);
    await processes.test.folded();
    await manager.pauses(workflowId);
    await processes.other.recovery.finishDue();
    expect(new Set(await statusesOf(runIds))).toEqual(new Set(['paused']));
  });
});
