import { reminderIdOf } from '../../../src/domain/reminder/reminder';
import { inbound } from '../../../src/domain/inbound/inbound';
import { inboundStream, reminderStream } from '../../../src/domain/streams';
import type { Definition, ReminderTrigger } from '../../../src/domain/workflow/definition';
import type { FiredReminders } from '../../../src/engine/due-work/scheduler';
import type { JsonObject } from '../../../src/kernel/message';
import { Manager, contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';

/** A day before the appointment of `booked`. */
const FIRE_AT = '2026-11-26T15:00:00.000Z';

const TRIGGER: ReminderTrigger = {
  type: 'reminder',
  event: 'appointment.booked',
  dateField: 'data.startsAt',
  offset: '-PT24H',
  key: 'data.id',
  cancelEvent: 'appointment.cancelled',
};

let test: TestService;
let manager: Manager;
beforeEach(async () => {
  test = await TestService.open();
  manager = new Manager(test.engine);
});
afterEach(() => test.remove());

const opens = (fields: Partial<Definition> = {}): Promise<string> =>
  manager.opens(workflowOf([sms()], { trigger: TRIGGER, ...fields }));

/** What the only workflow concerned does with an event. */
const outcomeOf = async (id: string, type: string, data: JsonObject, contactId = 'c-1'): Promise<unknown> =>
  (await manager.fires({ id, type, data, contact: contact(contactId) })).results[0]?.outcome;
const booked = (id: string, startsAt = '2026-11-27T15:00:00Z', key = 'a-1', contactId = 'c-1'): Promise<unknown> =>
  outcomeOf(id, 'appointment.booked', { id: key, startsAt }, contactId);
const cancelled = (id: string, key = 'a-1'): Promise<unknown> => outcomeOf(id, 'appointment.cancelled', { id: key });

/** The reminders that fire at a time. */
const firesAt = async (time: string, by = test.engine): Promise<FiredReminders> => {
  test.clock.setTo(Date.parse(time));
  await test.caughtUp();
  const fired = await by.scheduler.fireReminders(null, 100);
  await test.caughtUp();
  return fired;
};
const NONE = { fired: 0, failed: [] };
const ONE = { fired: 1, failed: [] };

const startedRuns = async () =>
  (await test.everything()).flatMap(({ type, data }) => (type === 'RunStarted' ? data : []));
const settled = async (): Promise<readonly unknown[]> =>
  (await test.everything()).flatMap(({ type, data }) => (type === 'ReminderFired' ? data.refused : []));

describe('a reminder', () => {
  it('fires at its offset from the date in the event, not a moment earlier, and once', async () => {
    const workflowId = await opens();
    expect(await booked('e-1')).toBe('scheduled');
    expect(await firesAt('2026-11-26T14:59:59.999Z')).toEqual(NONE);
    expect(await firesAt(FIRE_AT)).toEqual(ONE);
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await startedRuns()).toMatchObject([
      {
        workflowId,
        contactId: 'c-1',
        startedAt: FIRE_AT,
        trigger: { type: 'reminder', eventId: 'e-1', event: 'appointment.booked' },
        data: { id: 'a-1', startsAt: '2026-11-27T15:00:00Z' },
      },
    ]);
  });

  it('cannot be fired too early, whoever asks', async () => {
    const workflowId = await opens();
    await booked('e-1');
    const firing = test.engine.reminders.fire(context(), reminderIdOf(ACCOUNT, workflowId, 'c-1', 'a-1'));
    await expect(firing).rejects.toMatchObject({ code: 'wake_time_not_reached', details: { wakeAt: FIRE_AT } });
  });

  it('is moved by a newer event for the same contact and key', async () => {
    await opens();
    await booked('e-1');
    expect(await booked('e-2', '2026-11-28T15:00:00Z')).toBe('moved');
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await firesAt('2026-11-27T15:00:00Z')).toEqual(ONE);
    expect(await startedRuns()).toMatchObject([{ trigger: { eventId: 'e-2' } }]);
  });

  it('goes by the newest event, also when an older one whose process died is finished after it', async () => {
    const workflowId = await opens();
    const about = { eventId: 'e-0', eventType: 'appointment.booked', contactId: 'c-1', contact: contact('c-1') };
    const data = { id: 'a-1', startsAt: '2026-12-24T15:00:00Z' };
    const candidates = [{ workflowId, version: 1, runId: 'r-0' }];
    const command = { type: 'ReceiveEvent', received: { ...about, data, candidates } } as const;
    await test.engine.ledger.execute(context(), inboundStream(ACCOUNT, 'e-0'), inbound, () => command);
    await booked('e-1');
    await test.engine.fanOut.finish(context(), inboundStream(ACCOUNT, 'e-0'));
    expect((await manager.fires({ id: 'e-0' })).results).toMatchObject([
      { outcome: 'failed', error: { code: 'superseded' } },
    ]);
    expect(await firesAt(FIRE_AT)).toEqual(ONE);
    expect(await startedRuns()).toMatchObject([{ trigger: { eventId: 'e-1' } }]);
  });

  it('is not moved by the same event again', async () => {
    await opens();
    await booked('e-1');
    expect(await booked('e-1', '2026-12-24T15:00:00Z')).toBe('scheduled');
    expect(await firesAt(FIRE_AT)).toEqual(ONE);
  });

  it('is removed by its cancelling event, once', async () => {
    await opens();
    await booked('e-1');
    expect(await cancelled('e-2')).toBe('removed');
    expect(await cancelled('e-3')).toBe('not_matched');
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await booked('e-4')).toBe('scheduled');
    expect(await firesAt(FIRE_AT)).toEqual(ONE);
  });

  it('of another key or another contact is another one', async () => {
    await opens({ settings: { reentry: 'always' } });
    await booked('e-1');
    expect(await booked('e-2', undefined, 'a-2')).toBe('scheduled');
    expect(await booked('e-3', undefined, 'a-1', 'c-2')).toBe('scheduled');
    expect(await cancelled('e-4', 'a-2')).toBe('removed');
    expect(await firesAt(FIRE_AT)).toEqual({ fired: 2, failed: [] });
    const starts = (await startedRuns()).map(({ trigger }) => trigger.eventId);
    expect(starts.sort()).toEqual(['e-1', 'e-3']);
  });

  it('without a date fails by itself', async () => {
    await opens();
    expect(await booked('e-1', 'some day')).toBe('failed');
    expect((await manager.fires({ id: 'e-1', type: 'appointment.booked' })).results).toMatchObject([
      { outcome: 'failed', error: { code: 'missing_data' } },
    ]);
  });
});

describe('a reminder that is due', () => {
  it('fires once, when several processes look at the same time', async () => {
    await opens();
    await booked('e-1');
    const other = await test.another();
    await Promise.all([firesAt(FIRE_AT), firesAt(FIRE_AT, other)]);
    expect(await startedRuns()).toHaveLength(1);
    expect(await settled()).toEqual([null]);
  });

  it('goes on with the run it had started when its process died', async () => {
    const workflowId = await opens();
    await booked('e-1');
    test.clock.setTo(Date.parse(FIRE_AT));
    const reminderId = reminderIdOf(ACCOUNT, workflowId, 'c-1', 'a-1');
    const [scheduled] = await test.engine.dependencies.events.readStream(reminderStream(reminderId));
    const { runId } = scheduled?.data as { runId: string };
    const { engine } = test;
    const workflow = await engine.facts.workflow(ACCOUNT, workflowId);
    const trigger = { type: 'reminder', eventId: 'e-1', event: TRIGGER.event } as const;
    const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, trigger, runId };
    await engine.enroller.enroll(context(), enrolling);
    expect(await firesAt(FIRE_AT)).toEqual(ONE);
    expect(await startedRuns()).toMatchObject([{ runId }]);
    expect(await settled()).toEqual([null]);
  });

  it('starts no second run while one is active, and is over', async () => {
    const workflowId = await opens({ steps: [delay('P9D')] });
    await booked('e-1');
    await manager.enrolls(workflowId, 'c-1');
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await settled()).toEqual(['already_active']);
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await settled()).toHaveLength(1);
  });

  it('starts nothing for a contact that the entry conditions do not let in', async () => {
    await opens({ entryConditions: { field: 'contact.vip', op: 'eq', value: true } });
    await booked('e-1');
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await settled()).toEqual(['not_matched']);
  });

  it('starts nothing while its workflow is paused', async () => {
    const workflowId = await opens();
    await booked('e-1');
    await manager.pauses(workflowId);
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await settled()).toEqual(['workflow_not_active']);
  });

  it('is moved and removed also while its workflow is paused', async () => {
    const workflowId = await opens();
    await booked('e-1', '2026-11-27T15:00:00Z', 'a-1');
    await booked('e-2', '2026-11-27T15:00:00Z', 'a-2');
    await manager.pauses(workflowId);
    expect(await booked('e-3', '2026-11-28T15:00:00Z', 'a-1')).toBe('moved');
    expect(await cancelled('e-4', 'a-2')).toBe('removed');
    await manager.activates(workflowId);
    expect(await firesAt(FIRE_AT)).toEqual(NONE);
    expect(await firesAt('2026-11-27T15:00:00Z')).toEqual(ONE);
  });

  it('ends with the last of many events that come at the same moment', async () => {
    await opens();
    const dates = Array.from({ length: 50 }, (_, i) => `2026-11-27T15:00:${String(i).padStart(2, '0')}Z`);
    const outcomes = await Promise.all(dates.map((startsAt, i) => booked(`e-${i}`, startsAt)));
    expect(outcomes.filter((outcome) => outcome === 'scheduled')).toHaveLength(1);
    const received = (await test.everything()).flatMap(({ type, data }) => (type === 'EventReceived' ? data : []));
    expect(await firesAt('2026-11-26T15:01:00Z')).toEqual(ONE);
    expect(await startedRuns()).toMatchObject([{ trigger: { eventId: received.at(-1)?.eventId } }]);
  });

  it('starts its run by the version that scheduled it', async () => {
    const workflowId = await opens();
    await booked('e-1');
    await manager.defines(workflowOf([sms('other')], { trigger: TRIGGER }), workflowId);
    expect(await firesAt(FIRE_AT)).toEqual(ONE);
    expect(await startedRuns()).toMatchObject([{ workflowVersion: 1 }]);
  });
});
