import { HandleEvent, HandleEventHandler } from '../../../src/commands/handle-event';
import { enrollmentIdOf } from '../../../src/domain/enrollment/enrollment';
import { inbound } from '../../../src/domain/inbound/inbound';
import { enrollmentStream, inboundStream } from '../../../src/domain/streams';
import type { Definition } from '../../../src/domain/workflow/definition';
import { NO_STREAM } from '../../../src/kernel/message';
import { newEvent } from '../../contracts/event-store/sample-log';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';

let test: TestService;
let manager: Manager;
beforeEach(async () => {
  test = await TestService.open();
  manager = new Manager(test.engine);
});
afterEach(() => test.remove());

const opens = (fields: Partial<Definition> = {}): Promise<string> =>
  manager.opens(workflowOf([delay()], { trigger: { type: 'event', event: 'estimate.sent' }, ...fields }));

/** What the event's own stream keeps. */
const audit = async (eventId: string) =>
  (await test.engine.dependencies.events.readStream(inboundStream(ACCOUNT, eventId))).map(({ type, data }) => ({
    type,
    data,
  }));

const startedRuns = async (): Promise<readonly string[]> =>
  (await test.everything()).flatMap(({ type, data }) => (type === 'RunStarted' ? data.runId : []));

describe('an event from outside', () => {
  it('starts every active workflow with that trigger, and tells of each how it came out', async () => {
    const started = await opens();
    const active = await opens();
    const runId = await manager.enrolls(active, 'c-1');
    const once = await opens({ settings: { reentry: 'once' }, steps: [{ id: 'exit', type: 'exit' }] });
    const earlier = await manager.enrolls(once, 'c-1');
    await test.caughtUp();
    const refusing = await opens({ entryConditions: { field: 'data.total', op: 'gte', value: 1_000 } });
    const failing = await opens({ entryConditions: { field: 'data.total', op: 'gte', value: 'much' } });
    const { results, matched } = await manager.fires({ id: 'e-1', data: { total: 999 } });
    expect(results).toEqual([
      { workflowId: started, outcome: 'started', runId: expect.any(String) as unknown },
      { workflowId: active, outcome: 'already_active', runId },
      { workflowId: once, outcome: 'already_enrolled', runId: earlier },
      { workflowId: refusing, outcome: 'not_matched' },
      {
        workflowId: failing,
        outcome: 'failed',
        error: { code: 'condition_error', message: expect.any(String) as unknown },
      },
    ]);
    expect(matched).toBe(4);
  });

  it('is not tried against what is not active, waits for another event, or is another account’s', async () => {
    const paused = await opens();
    await manager.pauses(paused);
    await manager.defines(workflowOf([sms()], { trigger: { type: 'event', event: 'estimate.sent' } }));
    await opens({ trigger: { type: 'event', event: 'estimate.accepted' } });
    await opens({ trigger: { type: 'manual' } });
    const globex = new Manager(test.engine, 'globex');
    await globex.opens(workflowOf([sms()], { trigger: { type: 'event', event: 'estimate.sent' } }));
    const changed = await opens();
    await manager.defines(workflowOf([sms()]), changed);
    expect(await manager.fires({ id: 'e-1' })).toMatchObject({ matched: 0, results: [] });
  });

  it('is not held up by a workflow that cannot be tried, which is logged', async () => {
    const [broken, fine] = [await opens(), await opens()];
    const event = newEvent();
    const unreadable = { ...event, metadata: { ...event.metadata, schemaVersion: 9 } };
    const enrollmentId = enrollmentIdOf(ACCOUNT, broken, 'c-1', 'when_not_active', '');
    await test.engine.dependencies.events.append(enrollmentStream(enrollmentId), NO_STREAM, [unreadable]);
    expect((await manager.fires({ id: 'e-1' })).results).toMatchObject([
      { workflowId: broken, outcome: 'failed', error: { code: 'internal_error' } },
      { workflowId: fine, outcome: 'started' },
    ]);
    const [received] = await test.engine.dependencies.events.readStream(inboundStream(ACCOUNT, 'e-1'));
    const { correlationId } = received?.metadata ?? {};
    const fields = { eventId: 'e-1', workflowId: broken, correlationId };
    const message = 'a workflow could not be tried';
    expect(test.log.records).toContainEqual({
      level: 'error',
      message,
      fields: expect.objectContaining(fields) as object,
    });
  });

  it('starts runs that know it, at a position that covers them', async () => {
    await opens();
    const { results, position } = await manager.fires({ id: 'e-1', data: { total: 5 }, contact: contact('c-7') });
    expect(await test.startOf(results[0]?.runId ?? '')).toMatchObject({
      contactId: 'c-7',
      data: { total: 5 },
      trigger: { type: 'event', eventId: 'e-1', event: 'estimate.sent' },
    });
    const events = await test.everything();
    const last = events.findLastIndex(({ type }) => type === 'RunStarted');
    expect(position >= (events[last]?.position ?? 'none')).toBe(true);
  });

  it('keeps in its own stream what it was tried against, and the results', async () => {
    const workflowId = await opens();
    const { results } = await manager.fires({ id: 'e-1', data: { total: 5 } });
    const candidates = [{ workflowId, version: 1, runId: results[0]?.runId }];
    expect(await audit('e-1')).toEqual([
      {
        type: 'EventReceived',
        data: {
          eventId: 'e-1',
          eventType: 'estimate.sent',
          contactId: 'c-1',
          contact: contact('c-1'),
          data: { total: 5 },
          candidates,
        },
      },
      { type: 'EventHandled', data: { eventId: 'e-1', results } },
    ]);
  });
});

describe('the same event id again', () => {
  it('starts nothing, and answers what it started before as duplicates', async () => {
    await opens();
    await opens({ entryConditions: { field: 'data.vip', op: 'eq', value: true } });
    const first = await manager.fires({ id: 'e-1' });
    const before = await test.everything();
    const again = await manager.fires({ id: 'e-1', data: { vip: true }, contact: contact('c-1', { name: 'Ana' }) });
    const [started, notMatched] = first.results;
    expect(again.results).toEqual([{ ...started, outcome: 'duplicate' }, notMatched]);
    expect(await test.everything()).toEqual(before);
  });

  it('with another type or contact is refused, and starts nothing', async () => {
    await opens();
    await opens({ trigger: { type: 'event', event: 'estimate.accepted' } });
    await manager.fires({ id: 'e-1' });
    const before = await test.everything();
    for (const other of [{ type: 'estimate.accepted' }, { contact: contact('c-2') }])
      await expect(manager.fires({ id: 'e-1', ...other })).rejects.toMatchObject({ code: 'event_id_reused' });
    expect(await test.everything()).toEqual(before);
  });

  it('by the same command again is told as it was, at whatever moment its process died', async () => {
    const workflowId = await opens();
    const command = new HandleEvent(context(), { id: 'e-1', type: 'estimate.sent', contact: contact('c-1'), data: {} });
    const handle = async () =>
      (await new HandleEventHandler(test.engine.facts, test.engine.fanOut).execute(command)).results;
    const first = await handle();
    expect(first).toMatchObject([{ workflowId, outcome: 'started' }]);
    expect(await handle()).toEqual(first);
    expect((await manager.fires({ id: 'e-1' })).results).toMatchObject([{ outcome: 'duplicate' }]);
  });

  it('is not tried against a workflow that was activated since', async () => {
    await opens();
    await manager.fires({ id: 'e-1' });
    await opens();
    expect((await manager.fires({ id: 'e-1' })).results).toHaveLength(1);
    expect(await startedRuns()).toHaveLength(1);
  });

  /** As far as a process gets that dies after it has frozen the list. */
  const cutShort = async (workflowId: string) => {
    const candidates = [{ workflowId, version: 1, runId: 'run-0' }];
    const about = { eventId: 'e-1', eventType: 'estimate.sent', contactId: 'c-1', contact: contact('c-1'), data: {} };
    const command = { type: 'ReceiveEvent', received: { ...about, candidates } } as const;
    await test.engine.ledger.execute(context(), inboundStream(ACCOUNT, 'e-1'), inbound, () => command);
  };

  it('goes by what the first one was tried against, also when that one was cut short', async () => {
    const workflowId = await opens();
    await cutShort(workflowId);
    await opens();
    const { results } = await manager.fires({ id: 'e-1', contact: contact('c-1', { name: 'Ana' }) });
    expect(results).toEqual([{ workflowId, outcome: 'duplicate', runId: 'run-0' }]);
    expect((await test.startOf('run-0')).contact).toEqual(contact('c-1'));
  });

  it('tells what it had started when it was cut short, also when the workflow is paused since', async () => {
    const workflowId = await opens();
    await cutShort(workflowId);
    const workflow = await test.engine.facts.workflow(ACCOUNT, workflowId);
    const trigger = { type: 'event', eventId: 'e-1', event: 'estimate.sent' } as const;
    const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, trigger, runId: 'run-0' };
    await test.engine.enroller.enroll(context(), enrolling);
    await manager.pauses(workflowId);
    const { results } = await manager.fires({ id: 'e-1' });
    expect(results).toEqual([{ workflowId, outcome: 'duplicate', runId: 'run-0' }]);
  });

  it('by many at once starts each run once, in whatever process', async () => {
    await opens();
    await opens({ settings: { reentry: 'always' } });
    const managers = [manager, new Manager(await test.another()), new Manager(await test.another())];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => managers[i % 3] ?? manager).map((each) => each.fires({ id: 'e-1' })),
    );
    const runIds = await startedRuns();
    expect(runIds).toHaveLength(2);
    for (const { results } of answers) expect(results.map(({ runId }) => runId).sort()).toEqual([...runIds].sort());
    const outcomes = answers.map(({ results }) => results.map(({ outcome }) => outcome).join(' '));
    expect([...outcomes].sort()).toEqual([...Array<string>(11).fill('duplicate duplicate'), 'started started']);
    expect((await audit('e-1')).map(({ type }) => type)).toEqual(['EventReceived', 'EventHandled']);
  });

  it('in another account is another event', async () => {
    const globex = new Manager(test.engine, 'globex');
    await opens();
    await globex.opens(workflowOf([sms()], { trigger: { type: 'event', event: 'estimate.sent' } }));
    for (const each of [manager, globex])
      expect((await each.fires({ id: 'e-1' })).results).toMatchObject([{ outcome: 'started' }]);
  });
});
