import { enrollment } from '../../src/domain/enrollment/enrollment';
import { inbound } from '../../src/domain/inbound/inbound';
import { enrollmentStream, inboundStream, reminderStream, runStream } from '../../src/domain/streams';
import type { Engine } from '../../src/assembly/engine';
import { hashId } from '../../src/kernel/ids';
import type { NewEvent } from '../../src/kernel/message';
import { Clinic, FIRE_AT } from './enrolling/clinic';
import { Manager, contact, delay, workflowOf } from './manager';
import { mortal } from './mortal';
import { ACCOUNT, TestService, context } from './test-service';

/** How long whoever began something may still be at it. */
const GRACE_MS = 30_000;
const TRIGGER = { type: 'event', event: 'estimate.sent' } as const;
const STREAM = inboundStream(ACCOUNT, 'e-1');

let test: TestService;
let manager: Manager;
beforeEach(async () => {
  test = await TestService.open();
  manager = new Manager(test.engine);
});
afterEach(() => test.remove());

/** A process that does so much and dies as soon as it has appended what ends it. */
async function dies(work: (engine: Engine) => Promise<unknown>, endsIt: (event: NewEvent) => boolean): Promise<void> {
  const { events, dead } = mortal(test.engine.dependencies.events, (appended) => appended.some(endsIt));
  const engine = await test.another({ events });
  void work(engine);
  await dead;
  await test.folded();
}

const ofWorkflow = ({ data }: NewEvent): unknown => ('workflowId' in data ? data['workflowId'] : null);
const chainOf = async (stream: string): Promise<string | undefined> =>
  (await test.engine.dependencies.events.readStream(stream)).at(-1)?.metadata.correlationId;
const told = (message: string) => test.log.records.filter((record) => record.message === message);

describe('an event that ends every process that tries it against a workflow', () => {
  let workflowIds: readonly string[];
  beforeEach(async () => {
    const opens = () => manager.opens(workflowOf([delay()], { trigger: TRIGGER }));
    workflowIds = [await opens(), await opens(), await opens()];
    await dies(
      (engine) => new Manager(engine).fires({ id: 'e-1' }),
      ({ type }) => type === 'EventReceived',
    );
  });
  const finish = (engine: Engine) => engine.fanOut.finish(context(), STREAM);
  const outcomes = async (): Promise<readonly string[]> => {
    const { state } = await test.engine.ledger.load(inbound, STREAM);
    return state.status === 'handled' ? state.results.map(({ outcome, error }) => error?.code ?? outcome) : [];
  };

  it.each([
    [0, ['engine_error', 'started', 'started']],
    [1, ['started', 'engine_error', 'started']],
    [2, ['started', 'started', 'engine_error']],
  ])(
    'fails for that one after three that took it over, and is handled for the others: the %d.',
    async (i, expected) => {
      await dies(finish, ({ type }) => type === 'EventTakenOver');
      for (let process = 2; process <= 3; process++)
        await dies(finish, (event) => event.type === 'EventTakenOver' && ofWorkflow(event) === workflowIds[i]);
      await expect(manager.fires({ id: 'e-1' })).rejects.toMatchObject({ code: 'not_ready' });
      await finish(test.engine);
      expect(await outcomes()).toEqual(expected);
      expect(told('a workflow was set aside for an event')).toMatchObject([
        {
          level: 'error',
          fields: { eventId: 'e-1', workflowId: workflowIds[i], correlationId: await chainOf(STREAM) },
        },
      ]);
      const again = (await manager.fires({ id: 'e-1' })).results.map(({ outcome }) => outcome);
      expect(again).toEqual(expected.map((outcome) => (outcome === 'started' ? 'duplicate' : 'failed')));
      const started = (await test.everything()).filter(({ type }) => type === 'RunStarted');
      expect(started).toHaveLength(2);
    },
  );

  it('is handled whole when the processes ended for other reasons', async () => {
    await dies(finish, ({ type }) => type === 'EventTakenOver');
    for (const workflowId of workflowIds)
      await dies(finish, (event) => event.type === 'EventTakenOver' && ofWorkflow(event) === workflowId);
    await finish(test.engine);
    expect(await outcomes()).toEqual(['started', 'started', 'started']);
  });

  it('is told to whoever sends it again while it is being finished, as soon as it is', async () => {
    const [, again] = await Promise.all([finish(test.engine), manager.fires({ id: 'e-1' })]);
    expect(again.results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate', 'duplicate']);
  });

  it('moves a reminder as an event of its own time, however late it is finished', async () => {
    const clinic = new Clinic(test);
    await clinic.opens();
    const cut = (engine: Engine) =>
      new Manager(engine).fires({ id: 'b-1', type: 'appointment.booked', data: booking('26') });
    await dies(cut, ({ type }) => type === 'EventReceived');
    const newer = '2026-11-29T15:00:00.000Z';
    expect(await clinic.books('b-2', newer)).toBe('scheduled');
    await test.engine.fanOut.finish(context(), inboundStream(ACCOUNT, 'b-1'));
    const scheduled = (await test.everything()).flatMap(({ type, data }) =>
      type === 'ReminderScheduled' ? data.date : [],
    );
    expect(scheduled).toEqual([newer]);
  });
});

const booking = (day: string) => ({ id: 'a-1', startsAt: `2026-11-${day}T15:00:00.000Z` });

describe('a run that ends every process that goes on with it', () => {
  const RUNS = 24;

  it('is set aside alone, and none of those that are taken over beside it', async () => {
    const runIds: string[] = [];
    for (let i = 0; i < RUNS; i++) runIds.push(await enrolledOnly(await manager.opens(workflowOf([delay()]))));
    const [poison = ''] = runIds.slice(RUNS / 2);
    const recover = async (engine: Engine) => {
      for (let pass = 0; pass < 3; pass++) {
        await engine.recovery.finishDue();
        test.clock.advance(GRACE_MS);
        await test.folded();
      }
    };
    test.clock.advance(GRACE_MS);
    await test.folded();
    for (let process = 1; process <= 3; process++)
      await dies(recover, ({ type, data }) => type === 'RunTakenOver' && 'runId' in data && data['runId'] === poison);
    await recover(test.engine);
    await test.caughtUp();
    for (const runId of runIds)
      expect((await test.typesOf(runId)).at(-1)).toBe(runId === poison ? 'RunFailed' : 'RunWaiting');
    expect(told('a run was set aside')).toMatchObject([
      { fields: { runId: poison, correlationId: await chainOf(runStream(poison)) } },
    ]);
  });

  /** As far as a process gets that dies after the first append of an enrolling. */
  async function enrolledOnly(workflowId: string): Promise<string> {
    const runId = hashId(workflowId, 'run');
    const enrollmentId = hashId(workflowId, 'enrollment');
    const of = { runId, workflowId, enrollmentId, workflowVersion: 1, workflowName: 'Welcome', data: {} };
    const enrolled = { ...of, contactId: 'c-1', contact: contact('c-1'), trigger: { type: 'manual' } } as const;
    const command = { type: 'EnrollContact', enrolled, reentry: 'when_not_active', ended: [] } as const;
    await test.engine.ledger.execute(context(), enrollmentStream(enrollmentId), enrollment, () => command);
    return runId;
  }
});

describe('a reminder that ends every process that fires it', () => {
  it('is refused in sight after three that took it over, and the others fire', async () => {
    const clinic = new Clinic(test);
    await clinic.opens({ steps: [delay()] });
    for (const key of ['a-1', 'a-2', 'a-3']) await clinic.books(`book-${key}`, undefined, key);
    test.clock.setTo(Date.parse(FIRE_AT) + 1);
    await test.folded();
    const fire = (engine: Engine) => engine.scheduler.fireReminders(null, 100);
    const isPoison = ({ type, data }: NewEvent) =>
      type === 'ReminderTakenOver' && 'eventId' in data && data['eventId'] === 'book-a-2';
    for (let process = 1; process <= 3; process++) await dies(fire, isPoison);
    const last = await test.another();
    await fire(last);
    await test.caughtUp();
    expect((await clinic.ends()).toSorted()).toEqual(['engine_error', 'fired', 'fired']);
    const { reminders } = test.engine.models;
    const refused = await reminders.find({ index: 'byStatus', equals: [ACCOUNT, 'refused'], limit: 9 });
    expect(refused.map(({ document }) => [document.key, document.reason])).toEqual([['a-2', 'engine_error']]);
    const reminderId = refused[0]?.document.reminderId ?? '';
    expect(told('a reminder was set aside')).toMatchObject([
      { fields: { reminderId, correlationId: await chainOf(reminderStream(reminderId)) } },
    ]);
    expect((await fire(last)).fired).toBe(0);
  });
});
