import { enrollment, enrollmentIdOf } from '../../../src/domain/enrollment/enrollment';
import { inbound } from '../../../src/domain/inbound/inbound';
import { reminderIdOf } from '../../../src/domain/reminder/reminder';
import { enrollmentStream, inboundStream, reminderStream } from '../../../src/domain/streams';
import type { Manager } from '../manager';
import { contact, delay, sms, workflowOf } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';
import { Clinic, FIRE_AT, NONE, ONE, STARTS_AT, TRIGGER } from './clinic';

let test: TestService;
let clinic: Clinic;
let manager: Manager;
beforeEach(async () => {
  test = await TestService.open();
  clinic = new Clinic(test);
  ({ manager } = clinic);
});
afterEach(() => test.remove());

describe('a reminder', () => {
  it('fires at its offset from the date in the event, not a moment earlier, and once', async () => {
    const workflowId = await clinic.opens();
    expect(await clinic.books('e-1')).toBe('scheduled');
    expect(await clinic.firesAt('2026-11-26T14:59:59.999Z')).toEqual(NONE);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.startedRuns()).toMatchObject([
      {
        workflowId,
        contactId: 'c-1',
        startedAt: FIRE_AT,
        trigger: { type: 'reminder', eventId: 'e-1', event: 'appointment.booked' },
        data: { id: 'a-1', startsAt: STARTS_AT },
      },
    ]);
  });

  it('cannot be fired too early, whoever asks', async () => {
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    const firing = test.engine.reminders.fire(context(), reminderIdOf(ACCOUNT, workflowId, 'c-1', 'a-1'));
    await expect(firing).rejects.toMatchObject({ code: 'wake_time_not_reached', details: { wakeAt: FIRE_AT } });
  });

  it('is moved by a newer event for the same contact and key', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    expect(await clinic.books('e-2', '2026-11-28T15:00:00Z')).toBe('moved');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.firesAt('2026-11-27T15:00:00Z')).toEqual(ONE);
    expect(await clinic.startedRuns()).toMatchObject([{ trigger: { eventId: 'e-2' } }]);
  });

  it('goes by the newest event, also when an older one whose process died is finished after it', async () => {
    const workflowId = await clinic.opens();
    const about = { eventId: 'e-0', eventType: 'appointment.booked', contactId: 'c-1', contact: contact('c-1') };
    const data = { id: 'a-1', startsAt: '2026-12-24T15:00:00Z' };
    const candidates = [{ workflowId, version: 1, runId: 'r-0' }];
    const command = { type: 'ReceiveEvent', received: { ...about, data, candidates } } as const;
    await test.engine.ledger.execute(context(), inboundStream(ACCOUNT, 'e-0'), inbound, () => command);
    await clinic.books('e-1');
    await test.engine.fanOut.finish(context(), inboundStream(ACCOUNT, 'e-0'));
    expect((await manager.fires({ id: 'e-0', type: 'appointment.booked' })).results).toMatchObject([
      { outcome: 'failed', error: { code: 'superseded' } },
    ]);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
    expect(await clinic.startedRuns()).toMatchObject([{ trigger: { eventId: 'e-1' } }]);
  });

  it('is not moved by the same event again', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    expect(await clinic.books('e-1', '2026-12-24T15:00:00Z')).toBe('scheduled');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
  });

  it('is removed by its cancelling event, once', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    expect(await clinic.cancels('e-2')).toBe('removed');
    expect(await clinic.cancels('e-3')).toBe('nothing_to_remove');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.books('e-4')).toBe('scheduled');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
  });

  it('of another key or another contact is another one', async () => {
    await clinic.opens({ settings: { reentry: 'always' } });
    await clinic.books('e-1');
    expect(await clinic.books('e-2', undefined, 'a-2')).toBe('scheduled');
    expect(await clinic.books('e-3', undefined, 'a-1', 'c-2')).toBe('scheduled');
    expect(await clinic.cancels('e-4', 'a-2')).toBe('removed');
    expect(await clinic.firesAt(FIRE_AT)).toEqual({ fired: 2, failed: [] });
    const starts = (await clinic.startedRuns()).map(({ trigger }) => trigger.eventId);
    expect(starts.sort()).toEqual(['e-1', 'e-3']);
  });

  it('without a date fails by itself', async () => {
    await clinic.opens();
    expect(await clinic.books('e-1', 'some day')).toBe('failed');
    expect((await manager.fires({ id: 'e-1', type: 'appointment.booked' })).results).toMatchObject([
      { outcome: 'failed', error: { code: 'missing_data' } },
    ]);
  });

  it.each(['some day', '', '24.11.2026', '9999-12-31T23:59:59-12:00'])(
    'does not fire for a date that is not said any more: moved to %j',
    async (startsAt) => {
      await clinic.opens();
      await clinic.books('e-1');
      expect(await clinic.books('e-2', startsAt)).toBe('failed');
      expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
      expect(await clinic.books('e-2', startsAt)).toBe('failed');
      expect(await clinic.books('e-3', '2026-11-28T15:00:00Z')).toBe('scheduled');
      expect(await clinic.firesAt('2026-11-27T15:00:00.000Z')).toEqual(ONE);
    },
  );

  it('of a key is one, with or without white space around it, in whatever form of Unicode', async () => {
    await clinic.opens();
    await clinic.books('e-1', undefined, 'caf\u00e9');
    expect(await clinic.books('e-2', '2026-11-28T15:00:00Z', ' cafe\u0301 ')).toBe('moved');
    expect(await clinic.cancels('e-3', 'cafe\u0301\n')).toBe('removed');
  });
});

describe('a reminder that is due', () => {
  it('fires once, when several processes look at the same time', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    const other = await test.another();
    await Promise.all([clinic.firesAt(FIRE_AT), clinic.firesAt(FIRE_AT, other)]);
    expect(await clinic.startedRuns()).toHaveLength(1);
    expect(await clinic.ends()).toEqual(['fired']);
  });

  it('goes on with the run it had started when its process died', async () => {
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    test.clock.setTo(Date.parse(FIRE_AT));
    const reminderId = reminderIdOf(ACCOUNT, workflowId, 'c-1', 'a-1');
    const [scheduled] = await test.engine.dependencies.events.readStream(reminderStream(reminderId));
    const { runId } = scheduled?.data as { runId: string };
    const { engine } = test;
    const workflow = await engine.facts.workflow(ACCOUNT, workflowId);
    const trigger = { type: 'reminder', eventId: 'e-1', event: TRIGGER.event } as const;
    const enrolling = { workflow, version: 1, contact: contact('c-1'), data: {}, trigger, runId };
    await engine.enroller.enroll(context(), enrolling);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
    expect(await clinic.startedRuns()).toMatchObject([{ runId }]);
    expect(await clinic.ends()).toEqual(['fired']);
  });

  it('starts no second run while one is active, and is over', async () => {
    const workflowId = await clinic.opens({ steps: [delay('P9D')] });
    await clinic.books('e-1');
    await manager.enrolls(workflowId, 'c-1');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['already_active']);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.ends()).toHaveLength(1);
  });

  it('starts nothing for a contact that the entry conditions do not let in', async () => {
    await clinic.opens({ entryConditions: { field: 'contact.vip', op: 'eq', value: true } });
    await clinic.books('e-1');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['not_matched']);
  });

  it('ends with the last of many events that come at the same moment', async () => {
    await clinic.opens();
    const dates = Array.from({ length: 50 }, (_, i) => `2026-11-27T15:00:${String(i).padStart(2, '0')}Z`);
    const outcomes = await Promise.all(dates.map((startsAt, i) => clinic.books(`e-${i}`, startsAt)));
    expect(outcomes.filter((outcome) => outcome === 'scheduled')).toHaveLength(1);
    const received = (await test.everything()).flatMap(({ type, data }) => (type === 'EventReceived' ? data : []));
    expect(await clinic.firesAt('2026-11-26T15:01:00Z')).toEqual(ONE);
    expect(await clinic.startedRuns()).toMatchObject([{ trigger: { eventId: received.at(-1)?.eventId } }]);
  });

  it('starts its run by the version that scheduled it', async () => {
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    await manager.defines(workflowOf([sms('other')], { trigger: TRIGGER }), workflowId);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
    expect(await clinic.startedRuns()).toMatchObject([{ workflowVersion: 1 }]);
  });
});

describe('reminders of one contact', () => {
  const keys = ['a-1', 'a-2', 'a-3'];
  const booksAll = async (): Promise<void> => {
    for (const key of keys) await clinic.books(`e-${key}`, undefined, key);
  };

  it('each start a run of their own, since the key is part of what is active', async () => {
    await clinic.opens({ steps: [delay('P9D')] });
    await booksAll();
    expect(await clinic.firesAt(FIRE_AT)).toEqual({ fired: 3, failed: [] });
    expect(await clinic.ends()).toEqual(['fired', 'fired', 'fired']);
    expect((await clinic.startedRuns()).map(({ data }) => data['id']).sort()).toEqual(keys);
  });

  it('of one key meet its run while that is active, and are linked to it after it', async () => {
    await clinic.opens({ steps: [delay('P2D')] });
    await clinic.books('e-1');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
    await clinic.books('e-2', '2026-11-28T15:00:00Z');
    expect(await clinic.firesAt('2026-11-27T15:00:00Z')).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['fired', 'already_active']);
    const [first] = await clinic.startedRuns();
    await manager.cancels(first?.runId ?? '');
    await clinic.books('e-3', '2026-11-29T15:00:00Z');
    expect(await clinic.firesAt('2026-11-28T15:00:00Z')).toEqual(ONE);
    expect((await clinic.startedRuns()).at(-1)).toMatchObject({ previousRunId: first?.runId });
  });

  it('start only one run where a contact may enter once', async () => {
    await clinic.opens({ settings: { reentry: 'once' } });
    await booksAll();
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
    expect([...(await clinic.ends())].sort()).toEqual(['already_enrolled', 'already_enrolled', 'fired']);
  });

  it('start any number where it may enter always', async () => {
    await clinic.opens({ settings: { reentry: 'always' }, steps: [delay('P9D')] });
    await booksAll();
    await clinic.books('e-9', '2026-11-28T15:00:00Z', 'a-9');
    expect(await clinic.firesAt(FIRE_AT)).toEqual({ fired: 3, failed: [] });
    await clinic.books('e-10', '2026-11-28T15:00:00Z', 'a-1');
    expect(await clinic.firesAt('2026-11-27T15:00:00Z')).toEqual({ fired: 2, failed: [] });
  });

  it('meet what was started by hand for the same key, or for none', async () => {
    const workflowId = await clinic.opens({ steps: [delay('P9D')] });
    await booksAll();
    const runId = await manager.enrolls(workflowId, 'c-1', { id: 'a-1' });
    expect(await clinic.firesAt(FIRE_AT)).toEqual({ fired: 2, failed: [] });
    expect([...(await clinic.ends())].sort()).toEqual(['already_active', 'fired', 'fired']);
    await expect(manager.enrolls(workflowId, 'c-1', { id: 'a-1' })).rejects.toMatchObject({ details: { runId } });
    await expect(manager.enrolls(workflowId, 'c-1')).rejects.toMatchObject({ code: 'already_active' });
  });

  it('go by the key that the log has had since before it was kept: a run without one counts for all', async () => {
    const workflowId = await clinic.opens({ steps: [delay('P9D')] });
    await booksAll();
    const enrollmentId = enrollmentIdOf(ACCOUNT, workflowId, 'c-1', 'when_not_active', 'r-0');
    const trigger = { type: 'reminder', eventId: 'e-0', event: TRIGGER.event } as const;
    const about = { workflowId, workflowName: 'Welcome', workflowVersion: 1, enrollmentId, contactId: 'c-1' };
    const enrolled = { ...about, runId: 'r-0', contact: contact('c-1'), data: { id: 'a-1' }, trigger };
    const command = { type: 'EnrollContact', enrolled, reentry: 'when_not_active', ended: [] } as const;
    await test.engine.ledger.execute(context(), enrollmentStream(enrollmentId), enrollment, () => command);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(Array(3).fill('already_active'));
  });
});
