import { enrollment } from '../../../src/domain/enrollment/enrollment';
import { inbound } from '../../../src/domain/inbound/inbound';
import { enrollmentStream, inboundStream } from '../../../src/domain/streams';
import type { Recorded } from '../../../src/domain/events';
import type { CommandContext } from '../../../src/kernel/command-context';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';
import { TestChannel } from '../test-channel';
import { Clinic, FIRE_AT } from '../enrolling/clinic';

const HOUR = 3_600_000;
const GRACE_MS = 30_000;
const TRIGGER = { type: 'event', event: 'estimate.sent' } as const;

let test: TestService;
let channel: TestChannel;
let manager: Manager;
beforeEach(async () => {
  channel = new TestChannel(true);
  test = await TestService.open({ sms: channel });
  manager = new Manager(test.engine);
});
afterEach(async () => {
  expect(await astray()).toEqual([]);
  await test.remove();
});

/** It was decided by what was sent from outside, or by a part of that. */
const isSent = ({ metadata: { commandId, causationId } }: Recorded): boolean =>
  commandId?.startsWith(`${causationId}/`) ?? true;

/** The events whose cause is neither an earlier event of the same chain nor what was sent itself. */
async function astray(): Promise<readonly object[]> {
  const correlations = new Map<string, string>();
  return (await test.everything()).flatMap((event) => {
    const { causationId, correlationId } = event.metadata;
    const leads = isSent(event) || correlations.get(causationId) === correlationId;
    correlations.set(event.id, correlationId);
    return leads ? [] : [event];
  });
}

/** Of a chain, each event with the type of what it follows from; null is what was sent. */
async function chain(correlationId: string | undefined): Promise<readonly (readonly [string, string | null])[]> {
  const events = (await test.everything()).filter(({ metadata }) => metadata.correlationId === correlationId);
  const types = new Map(events.map(({ id, type }) => [id, type]));
  return events.map(({ type, metadata }) => [type, types.get(metadata.causationId) ?? null]);
}

const chainOf = async (eventId: string): Promise<ReturnType<typeof chain>> => {
  const [received] = await test.engine.dependencies.events.readStream(inboundStream(ACCOUNT, eventId));
  return chain(received?.metadata.correlationId);
};

const wakes = async (afterMs: number): Promise<void> => {
  await test.caughtUp();
  test.clock.advance(afterMs);
  await test.caughtUp();
  await test.engine.scheduler.resumeDue(null, 100);
  await test.caughtUp();
};

const finishes = async (): Promise<void> => {
  test.clock.advance(GRACE_MS);
  await test.caughtUp();
  await test.engine.recovery.finishDue();
  await test.caughtUp();
};

const WHOLE = [
  ['EventReceived', null],
  ['ContactEnrolled', 'EventReceived'],
  ['RunStarted', 'ContactEnrolled'],
  ['StepStarted', 'ContactEnrolled'],
];

describe('the chain of an inbound event', () => {
  it('leads to every message that it caused, also after a wake days later', async () => {
    await manager.sets({ rateLimits: { sms: { perMinute: 5 } } });
    await manager.opens(workflowOf([sms('a'), delay('P2D'), sms('b')], { trigger: TRIGGER }));
    await manager.fires({ id: 'e-1' });
    await wakes(48 * HOUR);
    const told = await chainOf('e-1');
    expect(told.slice(0, 4)).toEqual(WHOLE);
    expect(told.slice(4).filter(([type]) => type !== 'EventHandled')).toEqual([
      ['QuotaTaken', 'StepStarted'],
      ['StepCompleted', 'StepStarted'],
      ['RunWaiting', 'StepStarted'],
      ['RunResumed', 'RunWaiting'],
      ['StepCompleted', 'RunWaiting'],
      ['StepStarted', 'RunWaiting'],
      ['QuotaTaken', 'StepStarted'],
      ['StepCompleted', 'StepStarted'],
      ['RunCompleted', 'StepStarted'],
      ['EnrollmentCompleted', 'RunCompleted'],
    ]);
    expect(told).toContainEqual(['EventHandled', 'EventReceived']);
  });

  it('leads to each of its runs, and stays apart from those of another event', async () => {
    for (let i = 0; i < 3; i++) await manager.opens(workflowOf([sms()], { trigger: TRIGGER }));
    await manager.fires({ id: 'e-1' });
    await manager.fires({ id: 'e-2', contact: contact('c-2') });
    await test.caughtUp();
    for (const eventId of ['e-1', 'e-2'])
      expect((await chainOf(eventId)).filter(([type]) => type === 'RunCompleted')).toHaveLength(3);
  });

  it('leads from a reminder that it scheduled to the run of that, weeks later', async () => {
    const clinic = new Clinic(test);
    await clinic.opens();
    await clinic.books('e-1');
    await clinic.firesAt(FIRE_AT);
    expect((await chainOf('e-1')).filter(([type]) => !/^Step|^EventHandled/.test(type))).toEqual([
      ['EventReceived', null],
      ['ReminderScheduled', 'EventReceived'],
      ['ContactEnrolled', 'ReminderScheduled'],
      ['RunStarted', 'ContactEnrolled'],
      ['ReminderFired', 'ReminderScheduled'],
      ['RunCompleted', 'StepStarted'],
      ['EnrollmentCompleted', 'RunCompleted'],
    ]);
  });

  it('leads from the event that moved a reminder, and no more from the one that scheduled it', async () => {
    const clinic = new Clinic(test);
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    await clinic.books('e-2');
    await manager.pauses(workflowId);
    await clinic.firesAt(FIRE_AT);
    await manager.activates(workflowId);
    await clinic.firesAt('2026-11-26T16:00:00.000Z');
    const types = async (eventId: string) => (await chainOf(eventId)).map(([type]) => type);
    expect(await types('e-1')).toEqual(['EventReceived', 'ReminderScheduled', 'EventHandled']);
    expect(await types('e-2')).toEqual(expect.arrayContaining(['ReminderHeld', 'ReminderFired', 'RunCompleted']));
  });

  it('goes on through what somebody does to its runs by hand, which says what was sent', async () => {
    await manager.opens(workflowOf([delay(), delay('PT2H', 'again'), sms()], { trigger: TRIGGER }));
    const { results } = await manager.fires({ id: 'e-1' });
    const runId = results[0]?.runId ?? '';
    test.clock.advance(HOUR);
    const resuming = context();
    await test.engine.runner.resume(resuming, runId, null);
    await manager.cancels(runId);
    await test.caughtUp();
    const told = await chainOf('e-1');
    expect(told.slice(-2)).toEqual([
      ['RunCancelled', null],
      ['EnrollmentCompleted', 'RunCancelled'],
    ]);
    const resumed = (await test.run(runId)).find(({ type }) => type === 'RunResumed');
    expect(resumed?.metadata).toMatchObject({ causationId: resuming.commandId, actor: 'owner:test' });
  });

  it('goes on through a pause of the workflow', async () => {
    const workflowId = await manager.opens(workflowOf([delay(), sms()], { trigger: TRIGGER }));
    await manager.fires({ id: 'e-1' });
    await manager.pauses(workflowId);
    await finishes();
    await manager.activates(workflowId);
    await finishes();
    await wakes(HOUR);
    expect((await chainOf('e-1')).map(([type]) => type)).toEqual(
      expect.arrayContaining(['RunPaused', 'RunUnpaused', 'RunResumed', 'RunCompleted', 'EnrollmentCompleted']),
    );
  });
});

describe('what a process left unfinished stays in its chain', () => {
  const enrolled = (runId: string) => ({
    ...{ runId, workflowVersion: 1, workflowName: 'Welcome', enrollmentId: 'enrolled', contactId: 'c-1' },
    ...{ contact: contact('c-1'), data: {}, trigger: { type: 'manual' } as const },
  });

  it('of a fan-out', async () => {
    const workflowId = await manager.opens(workflowOf([sms()], { trigger: TRIGGER }));
    const about = { eventId: 'e-1', eventType: 'estimate.sent', contactId: 'c-1', contact: contact('c-1'), data: {} };
    const received = { ...about, candidates: [{ workflowId, version: 1, runId: 'r-1' }] };
    const command = { type: 'ReceiveEvent', received } as const;
    await test.engine.ledger.execute(context(), inboundStream(ACCOUNT, 'e-1'), inbound, () => command);
    await finishes();
    const told = await chainOf('e-1');
    expect(told.slice(0, 5)).toEqual([WHOLE[0], ['EventTakenOver', 'EventReceived'], ...WHOLE.slice(1)]);
    expect(told.at(-1)).toEqual(['EnrollmentCompleted', 'RunCompleted']);
  });

  it('of a fan-out that is sent again, whoever sends it', async () => {
    const workflowId = await manager.opens(workflowOf([sms()], { trigger: TRIGGER }));
    const about = { eventId: 'e-1', eventType: 'estimate.sent', contactId: 'c-1', contact: contact('c-1'), data: {} };
    const received = { ...about, candidates: [{ workflowId, version: 1, runId: 'r-1' }] };
    const command = { type: 'ReceiveEvent', received } as const;
    await test.engine.ledger.execute(context(), inboundStream(ACCOUNT, 'e-1'), inbound, () => command);
    await manager.fires({ id: 'e-1' });
    await test.caughtUp();
    expect((await chainOf('e-1')).slice(0, 4)).toEqual(WHOLE);
  });

  it('of an enrolling, also when another one of the same enrollment came after it', async () => {
    const workflowId = await manager.opens(workflowOf([sms()]));
    const by: CommandContext[] = [context(), context()];
    for (const [i, key] of ['a', 'b'].entries()) {
      const enrolling = { ...enrolled(`r-${key}`), workflowId, key };
      const command = { type: 'EnrollContact', enrolled: enrolling, reentry: 'when_not_active', ended: [] } as const;
      await test.engine.ledger.execute(by[i] ?? context(), enrollmentStream('enrolled'), enrollment, () => command);
    }
    await finishes();
    for (const { correlationId } of by) {
      const told = await chain(correlationId ?? '');
      expect(told.slice(0, 2)).toEqual([
        ['ContactEnrolled', null],
        ['RunStarted', 'ContactEnrolled'],
      ]);
      expect(told.map(([type]) => type)).toContain('RunCompleted');
    }
  });

  it('of an effect, whoever takes it over', async () => {
    channel.holds = 1;
    await manager.opens(workflowOf([sms('a'), sms('b')], { trigger: TRIGGER }));
    const { results } = await manager.fires({ id: 'e-1' });
    await channel.hasBeenAsked(1);
    const other = await test.another();
    test.clock.advance(6_000);
    await other.runner.takeOver({ ...context(), correlationId: null, causedBy: null }, results[0]?.runId ?? '', true);
    await other.runner.settled();
    channel.answers();
    await test.caughtUp();
    expect((await chainOf('e-1')).map(([type]) => type)).toEqual(expect.arrayContaining(['RunCompleted']));
  });
});

describe('who did it', () => {
  it('is the key that sent it, and the engine for what it does by itself', async () => {
    const workflowId = await manager.opens(workflowOf([sms('a'), delay(), sms('b')]));
    const runId = await manager.enrolls(workflowId, 'c-1');
    await wakes(HOUR);
    const actors = (await test.everything())
      .filter(({ stream }) => stream.startsWith('run-') || stream.startsWith('enrollment-'))
      .map(({ type, metadata }) => `${type} ${metadata.actor}`);
    expect(actors).toEqual([
      'ContactEnrolled owner:test',
      'RunStarted owner:test',
      'StepStarted owner:test',
      'StepCompleted engine',
      'RunWaiting engine',
      'RunResumed engine',
      'StepCompleted engine',
      'StepStarted engine',
      'StepCompleted engine',
      'RunCompleted engine',
      'EnrollmentCompleted engine',
    ]);
    expect(await test.typesOf(runId)).toHaveLength(9);
  });
});
