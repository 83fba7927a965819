import { createEngine } from '../../src/assembly/engine';
import { START } from '../../src/kernel/message';
import { mortal } from './mortal';
import { TestChannel } from './test-channel';
import { context } from './test-service';
import { TwoProcesses } from './two-processes';

/** What sending may take, and the append of its outcome. */
const LEASE_MS = 6_000;

/** What a process may take to complete an enrollment. */
const GRACE_MS = 30_000;

let processes: TwoProcesses;
let runId: string;
/** Two messages, and no answer to the first: as if the first process had died. */
const sending = async (honoursKeys: boolean): Promise<TwoProcesses> => {
  processes = await TwoProcesses.open(new TestChannel(honoursKeys));
  runId = await processes.sending('a', 'b');
  return processes;
};
afterEach(() => processes.close());

describe('a run whose process died while sending', () => {
  it('is left alone before its deadline', async () => {
    const { test } = await sending(true);
    test.clock.advance(LEASE_MS - 1);
    await processes.takeOver(runId);
    expect(await test.typesOf(runId)).toEqual(['RunStarted', 'StepStarted']);
  });

  it('is taken over at once when that process is known to be gone', async () => {
    const { test } = await sending(true);
    await processes.takeOver(runId, true);
    expect((await test.typesOf(runId)).at(-1)).toBe('RunCompleted');
    expect(processes.said).toEqual(['a!', 'a!', 'b!']);
  });

  it('sends again under the same key after its deadline, where the provider honours keys', async () => {
    const { test, channel } = await sending(true);
    test.clock.advance(LEASE_MS);
    await processes.takeOver(runId);
    expect(processes.said).toEqual(['a!', 'a!', 'b!']);
    const [first, again, next] = channel.asked.map(({ key }) => key);
    expect(again).toBe(first);
    expect(next).not.toBe(first);
    const sent = ['StepStarted', 'StepCompleted'];
    const types = ['RunStarted', 'StepStarted', ...sent, 'RunTakenOver', ...sent, 'RunCompleted'];
    expect(await test.typesOf(runId)).toEqual(types);
  });

  it('is taken over also when it was paused in between, by whoever unpauses it again', async () => {
    const { test, other } = await sending(true);
    await other.runner.pause(context(), runId);
    test.clock.advance(LEASE_MS);
    await other.runner.unpause(context(), runId, true);
    await other.runner.settled();
    expect((await test.typesOf(runId)).at(-1)).toBe('RunCompleted');
    expect(processes.said).toEqual(['a!', 'a!', 'b!']);
  });

  it('has an unknown outcome where it does not, and goes on with the next step', async () => {
    const { test } = await sending(false);
    test.clock.advance(LEASE_MS);
    await processes.takeOver(runId);
    expect(processes.said).toEqual(['a!', 'b!']);
    const data = { failedSteps: 1, error: { stepId: 'a', code: 'outcome_unknown' } };
    expect((await test.run(runId)).at(-1)).toMatchObject({ type: 'RunFailed', data });
  });

  it('is taken over once, however many try', async () => {
    const { test, other } = await sending(true);
    test.clock.advance(LEASE_MS);
    const others = [other, other, await test.another(), await test.another()];
    await Promise.all(others.map((each) => processes.takeOver(runId, false, each)));
    expect(processes.said).toEqual(['a!', 'a!', 'b!']);
  });

  it('is not taken over from whoever took it over, before a deadline of its own', async () => {
    const { test, channel } = await sending(true);
    test.clock.advance(LEASE_MS);
    channel.holds = 1;
    await processes.other.runner.takeOver(context(), runId, false);
    await channel.hasBeenAsked(2);
    test.clock.advance(LEASE_MS - 1);
    const third = await test.another();
    await processes.takeOver(runId, false, third);
    expect(processes.said).toEqual(['a!', 'a!']);
    test.clock.advance(1);
    await processes.takeOver(runId, false, third);
    expect(processes.said).toEqual(['a!', 'a!', 'a!', 'b!']);
  });

  it('sends nothing again when it was cancelled meanwhile: the outcome is unknown, and nothing is left to do', async () => {
    const { test, channel, manager, other } = await sending(true);
    await manager.cancels(runId);
    test.clock.advance(GRACE_MS);
    await test.folded();
    await other.recovery.finishDue();
    channel.answers();
    await test.caughtUp();
    expect((await test.run(runId)).slice(2)).toMatchObject([
      { type: 'RunCancelled' },
      { type: 'StepFailed', data: { stepId: 'a', error: { code: 'outcome_unknown' } } },
    ]);
    expect(processes.said).toEqual(['a!']);
    expect((await test.engine.models.openWork.get([`run/${runId}`])).size).toBe(0);
  });

  it('is paused instead when its workflow is paused', async () => {
    const { test, manager } = await sending(true);
    const { workflowId } = await test.startOf(runId);
    await manager.pauses(workflowId);
    test.clock.advance(LEASE_MS);
    await processes.takeOver(runId);
    expect(await test.typesOf(runId)).toEqual(['RunStarted', 'StepStarted', 'RunPaused']);
    expect(processes.said).toEqual(['a!']);
  });
});

describe('a run that no process gets through', () => {
  it('is set aside in sight after three that took it over, and everything else goes on', async () => {
    const { test, channel, manager } = await sending(true);
    channel.holds = 3;
    for (let asked = 2; asked <= 4; asked++) {
      test.clock.advance(LEASE_MS);
      await (await test.another()).runner.takeOver(context(), runId, false);
      await channel.hasBeenAsked(asked);
    }
    test.clock.advance(LEASE_MS);
    const last = await test.another();
    await last.runner.takeOver(context(), runId, false);
    const message = 'the run was taken over 3 times and came no further';
    expect((await test.run(runId)).slice(-2)).toMatchObject([
      { type: 'StepFailed', data: { stepId: 'a', error: { code: 'engine_error', message } } },
      { type: 'RunFailed', data: { error: { stepId: 'a', code: 'engine_error', message } } },
    ]);
    const correlationId = (await test.run(runId)).at(-1)?.metadata.correlationId;
    const fields = { runId, stepId: 'a', correlationId, why: message };
    expect(test.log.records).toContainEqual({ level: 'error', message: 'a run was set aside', fields });
    channel.answers();
    const { workflowId } = await test.startOf(runId);
    const next = await manager.enrolls(workflowId, 'c-2');
    await test.caughtUp();
    expect((await test.typesOf(next)).at(-1)).toBe('RunCompleted');
    expect((await test.engine.models.openWork.get([`run/${runId}`])).size).toBe(0);
  });
});

describe('a run whose next step ends every process', () => {
  /** A process dies as soon as it has recorded that it goes on after the first step. */
  async function dies(): Promise<void> {
    const { test } = processes;
    const { events, dead } = mortal(test.engine.dependencies.events, (appended) => {
      isFirstOver ||= appended.some(({ type }) => type === 'StepCompleted' || type === 'StepFailed');
      return isFirstOver && appended.some(({ type }) => type === 'RunTakenOver');
    });
    const dying = await createEngine({ ...test.engine.dependencies, abandonedUpTo: START, events });
    void dying.runner.takeOver(context(), runId, true);
    await dead;
  }
  let isFirstOver: boolean;
  beforeEach(() => {
    isFirstOver = false;
  });

  it.each([
    [true, 'StepCompleted'],
    [false, 'StepFailed'],
  ])(
    'is set aside at that one, and the one before keeps its own outcome; honouring keys: %s',
    async (honoursKeys, first) => {
      const { test } = await sending(honoursKeys);
      for (let process = 1; process <= 3; process++) await dies();
      await processes.takeOver(runId, true);
      expect((await test.run(runId)).filter(({ type }) => type !== 'RunTakenOver').slice(-3)).toMatchObject([
        { type: first, data: { stepId: 'a' } },
        { type: 'StepFailed', data: { stepId: 'b', error: { code: 'engine_error' } } },
        { type: 'RunFailed' },
      ]);
      expect(processes.said).toEqual(honoursKeys ? ['a!', 'a!'] : ['a!']);
    },
  );
});

describe('a process that was only slow', () => {
  it('changes nothing by an answer that comes after its run was taken over', async () => {
    const { test, channel } = await sending(true);
    test.clock.advance(LEASE_MS);
    await processes.takeOver(runId);
    const before = await test.run(runId);
    channel.answers();
    await test.caughtUp();
    expect(await test.run(runId)).toEqual(before);
    expect(processes.said).toEqual(['a!', 'a!', 'b!']);
  });

  it('and the one that took over record one outcome, and one of them goes on, when both have answers at once', async () => {
    const { test, channel, other } = await sending(true);
    test.clock.advance(LEASE_MS);
    channel.holds = 1;
    await other.runner.takeOver(context(), runId, false);
    await channel.hasBeenAsked(2);
    channel.answers();
    await test.caughtUp();
    const types = await test.typesOf(runId);
    expect(types.slice(3)).toEqual(['StepCompleted', 'RunTakenOver', 'StepStarted', 'StepCompleted', 'RunCompleted']);
    expect(processes.said).toEqual(['a!', 'a!', 'b!']);
  });
});
