import type { Recorded } from '../../../src/domain/events';
import { delay, sms, workflowOf } from '../manager';
import { SENT, TestChannel } from '../test-channel';
import { context } from '../test-service';
import { TwoProcesses } from '../two-processes';

let processes: TwoProcesses;
const opened = async (channel?: TestChannel): Promise<TwoProcesses> => (processes = await TwoProcesses.open(channel));
afterEach(() => processes.close());

const HOUR = 3_600_000;

/** The types of what went in together: the ids of one append differ only in their last digits, the revision. */
const appendsOf = (events: readonly Recorded[]): readonly string[] => {
  const appends = new Map<string, string[]>();
  for (const { stream, id, type } of events) {
    const append = `${stream} ${id.slice(0, 24)}`;
    appends.set(append, [...(appends.get(append) ?? []), type]);
  }
  return Array.from(appends.values(), (types) => types.join(' '));
};

describe('a run of five effects', () => {
  it('is fourteen events in eight appends, from enrolling to its end', async () => {
    const { test, manager } = await opened();
    const workflowId = await manager.opens(workflowOf(['a', 'b', 'c', 'd', 'e'].map(sms)));
    const before = (await test.everything()).length;
    await manager.enrolls(workflowId, 'c-1');
    await test.caughtUp();
    expect(appendsOf((await test.everything()).slice(before))).toEqual([
      'ContactEnrolled',
      'RunStarted StepStarted',
      ...Array<string>(4).fill('StepCompleted StepStarted'),
      'StepCompleted RunCompleted',
      'EnrollmentCompleted',
    ]);
  });
});

describe('an effect', () => {
  it('is sent once its intent is stored, under the key of its intent', async () => {
    const stored: unknown[] = [];
    const channel = new TestChannel(false, async () => {
      stored.push((await processes.test.everything()).at(-1)?.data);
      return SENT;
    });
    const { test } = await opened(channel);
    await processes.runOf(sms('a'), sms('b'));
    await test.caughtUp();
    const ofIntent = channel.asked.map(({ request, key }) => ({ request, idempotencyKey: key }));
    expect(ofIntent).toMatchObject([{ request: { to: '+34600000000', body: 'a!' } }, { request: { body: 'b!' } }]);
    expect(stored).toMatchObject(ofIntent);
  });

  it('that is refused by its provider fails its step, and the run goes on unless told to stop', async () => {
    const error = { code: 'provider_error', message: 'no such number' } as const;
    const { test } = await opened(new TestChannel(false, () => ({ status: 'failed', error, output: {} })));
    const runId = await processes.runOf(sms('a'), { ...sms('b'), onError: 'stop' }, sms('c'));
    await test.caughtUp();
    expect(processes.said).toEqual(['a!', 'b!']);
    const data = { failedSteps: 2, error: { stepId: 'a', ...error } };
    expect((await test.run(runId)).at(-1)).toMatchObject({ type: 'RunFailed', data });
  });

  it('whose channel breaks has an unknown outcome, and is not sent again', async () => {
    const { test } = await opened(new TestChannel(true, () => Promise.reject(new Error('connection reset'))));
    const runId = await processes.runOf(sms('a'));
    await test.caughtUp();
    expect(await test.run(runId)).toMatchObject([
      { type: 'RunStarted' },
      { type: 'StepStarted' },
      { type: 'StepFailed', data: { stepId: 'a', error: { code: 'outcome_unknown' } } },
      { type: 'RunFailed', data: { failedSteps: 1 } },
    ]);
    expect(processes.said).toEqual(['a!']);
    const correlationId = (await test.run(runId))[0]?.metadata.correlationId;
    const fields = { runId, stepId: 'a', correlationId, error: 'Error' };
    expect(test.log.records).toContainEqual(expect.objectContaining({ level: 'warn', fields }));
  });
});

describe('resuming a run', () => {
  it('before its wake time is refused, with the wake time', async () => {
    const { test } = await opened();
    const runId = await processes.runOf(delay(), sms('a'));
    test.clock.advance(HOUR - 1);
    const wakeAt = '2026-11-24T11:00:00.000Z';
    await expect(test.engine.runner.resume(context(), runId, null)).rejects.toMatchObject({
      code: 'wake_time_not_reached',
      details: { wakeAt },
    });
    expect(await test.typesOf(runId)).toEqual(['RunStarted', 'RunWaiting']);
  });

  it('by two processes at the same time runs the next step once, and tells one of them so', async () => {
    const { test, other, manager } = await opened();
    const workflowId = await manager.opens(workflowOf([delay(), sms('a')]));
    const contacts = Array.from({ length: 10 }, (_, i) => `c-${i}`);
    const runIds = await Promise.all(contacts.map((id) => manager.enrolls(workflowId, id)));
    test.clock.advance(HOUR);
    for (const runId of runIds) {
      const answers = await Promise.all([test.engine, other].map((each) => each.runner.resume(context(), runId, null)));
      expect(answers.filter(({ resumed }) => resumed)).toHaveLength(1);
    }
    await test.caughtUp();
    expect(processes.said).toEqual(contacts.map(() => 'a!'));
  });
});

describe('cancelling a run while it sends', () => {
  it('records the late outcome, and sends nothing more', async () => {
    const { test, manager, channel } = await opened();
    const runId = await processes.sending('a', 'b');
    await manager.cancels(runId);
    channel.answers();
    await test.caughtUp();
    await processes.takeOver(runId, true);
    expect(await test.typesOf(runId)).toEqual(['RunStarted', 'StepStarted', 'RunCancelled', 'StepCompleted']);
    expect(processes.said).toEqual(['a!']);
  });

  it('lets the contact be enrolled again at once', async () => {
    const { test, manager } = await opened();
    const runId = await processes.sending('a');
    const { workflowId } = await test.startOf(runId);
    await manager.cancels(runId);
    const next = await manager.enrolls(workflowId, 'c-1');
    expect((await test.startOf(next)).previousRunId).toBe(runId);
  });
});

describe('a workflow that is paused while its run sends', () => {
  it('keeps the outcome, and begins no other step until it is activated', async () => {
    const { test, other, manager, channel } = await opened();
    const runId = await processes.sending('a', 'b');
    const { workflowId } = await test.startOf(runId);
    await manager.pauses(workflowId);
    channel.answers();
    await test.caughtUp();
    await other.runner.unpause(context(), runId);
    const paused = ['RunStarted', 'StepStarted', 'StepCompleted', 'RunPaused'];
    expect(await test.typesOf(runId)).toEqual(paused);
    await manager.activates(workflowId);
    await other.runner.unpause(context(), runId);
    await test.caughtUp();
    const rest = ['RunUnpaused', 'StepStarted', 'StepCompleted', 'RunCompleted'];
    expect(await test.typesOf(runId)).toEqual([...paused, ...rest]);
  });
});

describe('a process that stops', () => {
  it('sees through what it sends, and leaves the next step to another', async () => {
    const { test, channel } = await opened();
    const runId = await processes.sending('a', 'b');
    const stopped = test.engine.stop();
    channel.answers();
    await stopped;
    expect(await test.typesOf(runId)).toEqual(['RunStarted', 'StepStarted', 'StepCompleted']);
    await processes.takeOver(runId);
    expect((await test.typesOf(runId)).slice(3)).toEqual([
      'RunTakenOver',
      'StepStarted',
      'StepCompleted',
      'RunCompleted',
    ]);
  });
});
