import { enrollment } from '../../../src/domain/enrollment/enrollment';
import { runDecider } from '../../../src/domain/run/run';
import { enrollmentStream, runStream } from '../../../src/domain/streams';
import type { Reentry } from '../../../src/domain/workflow/definition';
import type { CommandContext } from '../../../src/kernel/command-context';
import { OnADouble } from '../on-a-double';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';

let test: TestService;
let manager: Manager;
beforeEach(async () => {
  test = await TestService.open();
  manager = new Manager(test.engine);
});
afterEach(() => test.remove());

const opens = (reentry: Reentry, ...steps: Parameters<typeof workflowOf>[0]): Promise<string> =>
  manager.opens(workflowOf(steps, { settings: { reentry } }));

const membershipsOf = async (enrollmentId: string) => [
  ...(await test.engine.ledger.load(enrollment, enrollmentStream(enrollmentId))).state.values(),
];

describe('enrolling a contact', () => {
  it('is durable with its run when it answers, at a position that covers both', async () => {
    const { enrollmentId, runId, position } = await manager.enrollsInto(await opens('when_not_active', delay()), 'c-1');
    const events = await test.everything();
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['ContactEnrolled', 'RunStarted', 'RunWaiting']);
    expect(events.at(-1)?.position).toBe(position);
    expect(await test.startOf(runId)).toMatchObject({ enrollmentId, trigger: { type: 'manual' }, previousRunId: null });
  });

  it('is refused while its workflow is a draft, and another account never sees it', async () => {
    const workflowId = await manager.defines(workflowOf([sms()]));
    await expect(manager.enrolls(workflowId, 'c-1')).rejects.toMatchObject({ code: 'workflow_not_active' });
    const globex = new Manager(test.engine, 'globex');
    await expect(globex.enrolls(workflowId, 'c-1')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('starts one run, when many try at once in several processes', async () => {
    const workflowId = await opens('when_not_active', delay());
    const elsewhere = new Manager(await test.another());
    const managers = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? manager : elsewhere));
    const answers = await Promise.allSettled(managers.map((each) => each.enrolls(workflowId, 'c-1')));
    const [started, ...more] = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    expect(more).toEqual([]);
    for (const answer of answers)
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ code: 'already_active', details: { runId: started } });
  });
});

it('reads nothing of an enrollment that is the first, where a read costs as much as an append', async () => {
  const { double, test: onServer } = await OnADouble.open();
  try {
    const there = new Manager(onServer.engine);
    const workflowId = await there.opens(workflowOf([delay()]));
    const { enrollmentId } = await there.enrollsInto(workflowId, 'c-1');
    expect(double.reads.filter((stream) => stream === enrollmentStream(enrollmentId))).toEqual([]);
  } finally {
    await onServer.remove();
    double.stop();
  }
});

describe('enrolling a contact again', () => {
  it('is refused while its run is active, with the id of that run', async () => {
    const workflowId = await opens('when_not_active', delay());
    const runId = await manager.enrolls(workflowId, 'c-1');
    await expect(manager.enrolls(workflowId, 'c-1')).rejects.toMatchObject({
      code: 'already_active',
      details: { runId },
    });
  });

  it('makes a new run linked to the old one, once that has ended', async () => {
    const workflowId = await opens('when_not_active', sms());
    const runId = await manager.enrolls(workflowId, 'c-1');
    await test.caughtUp();
    expect((await test.startOf(await manager.enrolls(workflowId, 'c-1'))).previousRunId).toBe(runId);
  });

  it('does not wait for anybody to complete the enrollment of a run that has ended', async () => {
    const workflowId = await opens('when_not_active', delay());
    const { runId, enrollmentId } = await manager.enrollsInto(workflowId, 'c-1');
    // as far as a process gets that dies just after a run's last event
    const end = { type: 'CancelRun', reason: null } as const;
    await test.engine.ledger.execute(context(), runStream(runId), runDecider, () => end);
    expect(await membershipsOf(enrollmentId)).toMatchObject([{ status: 'active', runId }]);
    const next = await manager.enrolls(workflowId, 'c-1');
    expect(await membershipsOf(enrollmentId)).toMatchObject([{ status: 'active', runId: next }]);
    expect((await test.startOf(next)).previousRunId).toBe(runId);
    const stored = await test.engine.dependencies.events.readStream(enrollmentStream(enrollmentId));
    const types = ['ContactEnrolled', 'EnrollmentCompleted', 'ContactEnrolled'];
    expect(stored.map(({ type }) => type)).toEqual(types);
    expect(stored[2]?.id.slice(0, 24)).toBe(stored[1]?.id.slice(0, 24));
  });

  it('is refused by a process that has seen nothing of it before, which reserves no key for that', async () => {
    const workflowId = await opens('when_not_active', delay());
    const { runId, enrollmentId } = await manager.enrollsInto(workflowId, 'c-1');
    const { facts, enroller } = await test.another();
    const workflow = await facts.workflow(ACCOUNT, workflowId);
    const trigger = { type: 'manual' } as const;
    const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, trigger, runId: 'run-2' };
    let reserved = 0;
    const reserve = (): Promise<void> => {
      reserved++;
      return Promise.resolve();
    };
    for (const as of [context(), { ...context(), reserve }])
      await expect(enroller.enroll(as, enrolling)).rejects.toMatchObject({
        code: 'already_active',
        details: { runId },
      });
    expect(reserved).toBe(0);
    expect(await membershipsOf(enrollmentId)).toMatchObject([{ status: 'active', runId }]);
  });

  it('never happens when the workflow takes a contact once', async () => {
    const workflowId = await opens('once', delay());
    const runId = await manager.enrolls(workflowId, 'c-1');
    const refused = { details: { runId } };
    await expect(manager.enrolls(workflowId, 'c-1')).rejects.toMatchObject({ code: 'already_active', ...refused });
    await manager.cancels(runId);
    await expect(manager.enrolls(workflowId, 'c-1')).rejects.toMatchObject({ code: 'already_enrolled', ...refused });
    await manager.enrolls(workflowId, 'c-2');
  });

  it('happens at any time when the workflow always allows it, in an enrollment of its own', async () => {
    const workflowId = await opens('always', delay());
    const [first, second] = [
      await manager.enrollsInto(workflowId, 'c-1'),
      await manager.enrollsInto(workflowId, 'c-1'),
    ];
    expect(second.enrollmentId).not.toBe(first.enrollmentId);
    for (const { runId } of [first, second]) expect(await test.typesOf(runId)).toEqual(['RunStarted', 'RunWaiting']);
  });
});

describe('the same enrolling again', () => {
  /** As after a crash under the same run id: by this process, and by one that has seen nothing of it before. */
  const twice = async (workflowId: string, between: (runId: string) => Promise<unknown>) => {
    const enroll = async (as: CommandContext, { facts, enroller } = test.engine) => {
      const workflow = await facts.workflow(ACCOUNT, workflowId);
      const trigger = { type: 'manual' } as const;
      const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, trigger, runId: 'run-0' };
      return enroller.enroll(as, enrolling);
    };
    const command = context();
    const first = await enroll(command);
    await test.caughtUp();
    await between(first.runId);
    await test.caughtUp();
    const before = await test.everything();
    for (const [as, by] of [
      [command],
      [context()],
      [command, await test.another()],
      [context(), await test.another()],
    ] as const) {
      const { runId, enrollmentId } = await enroll(as, by);
      expect({ runId, enrollmentId }).toEqual({ runId: first.runId, enrollmentId: first.enrollmentId });
    }
    await test.caughtUp();
    expect(await test.everything()).toEqual(before);
  };

  it('finds the same run', async () => {
    await twice(await opens('when_not_active', delay()), () => Promise.resolve());
  });

  it('finds it also when it has ended since', async () => {
    await twice(await opens('once', delay()), (runId) => manager.cancels(runId));
  });

  it('finds it also when the contact has another one since', async () => {
    const workflowId = await opens('when_not_active', delay());
    await twice(workflowId, async (runId) => {
      await manager.cancels(runId);
      await manager.enrolls(workflowId, 'c-1');
    });
  });

  it('finds it also when the workflow is paused since', async () => {
    const workflowId = await opens('when_not_active', delay());
    await twice(workflowId, () => manager.pauses(workflowId));
  });
});

describe('a running run', () => {
  it('keeps the version of the definition that it started with', async () => {
    const workflowId = await opens('when_not_active', delay(), sms('a'));
    const runId = await manager.enrolls(workflowId, 'c-1');
    await manager.defines(workflowOf([delay(), sms('b')]), workflowId);
    test.clock.advance(3_600_000);
    await test.engine.runner.resume(context(), runId, null);
    await test.caughtUp();
    expect((await test.run(runId)).filter(({ type }) => type === 'StepStarted')).toMatchObject([
      { data: { stepId: 'a' } },
    ]);
    const next = await manager.enrolls(workflowId, 'c-1');
    expect((await test.startOf(next)).workflowVersion).toBe(2);
  });
});
