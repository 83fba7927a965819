import { reminder, reminderIdOf } from '../../../src/domain/reminder/reminder';
import { reminderStream } from '../../../src/domain/streams';
import type { Manager } from '../manager';
import { delay } from '../manager';
import { ACCOUNT, TestService, context } from '../test-service';
import { Clinic, FIRE_AT, NONE, ONE, TRIGGER } from './clinic';

let test: TestService;
let clinic: Clinic;
let manager: Manager;
beforeEach(async () => {
  test = await TestService.open();
  clinic = new Clinic(test);
  ({ manager } = clinic);
});
afterEach(() => test.remove());

const YESTERDAY = '2026-11-23T10:00:00Z';
const LATER = '2026-11-26T18:00:00.000Z';
const AFTER_THE_DATE = '2026-11-27T15:00:00.001Z';
const after = (offset: string) => ({ trigger: { ...TRIGGER, offset } });

describe('a reminder that falls due while its workflow is paused', () => {
  const paused = async (fields = {}): Promise<string> => {
    const workflowId = await clinic.opens(fields);
    await clinic.books('e-1');
    await manager.pauses(workflowId);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual([]);
    return workflowId;
  };

  it('is kept, and fires at the activation while its date is to come', async () => {
    const workflowId = await paused();
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    await manager.activates(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(ONE);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['fired']);
    expect(await clinic.startedRuns()).toMatchObject([{ startedAt: LATER, trigger: { eventId: 'e-1' } }]);
  });

  it('is missed when its date is past by the activation', async () => {
    const workflowId = await paused();
    test.clock.setTo(Date.parse(AFTER_THE_DATE));
    await manager.activates(workflowId);
    expect(await clinic.firesAt(AFTER_THE_DATE)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['missed']);
    expect(await clinic.startedRuns()).toEqual([]);
  });

  it('is looked at no more until then, however often timers are', async () => {
    await paused();
    const before = (await test.everything()).length;
    for (let i = 0; i < 3; i++) expect(await clinic.firesAt(LATER)).toEqual(NONE);
    expect(await test.everything()).toHaveLength(before);
  });

  it('is kept through several pauses', async () => {
    const workflowId = await paused();
    await manager.activates(workflowId);
    await manager.pauses(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    await manager.activates(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(ONE);
  });

  it('is kept too when the workflow is activated while it is being put aside', async () => {
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    test.clock.setTo(Date.parse(LATER));
    const stream = reminderStream(reminderIdOf(ACCOUNT, workflowId, 'c-1', 'a-1'));
    const settle = { type: 'SettleReminder', eventId: 'e-1', firing: { type: 'held' } } as const;
    await test.engine.ledger.execute(context(), stream, reminder, () => settle);
    expect(await clinic.firesAt(LATER)).toEqual(ONE);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
  });

  it('can be moved', async () => {
    const workflowId = await paused();
    expect(await clinic.books('e-2', '2026-12-27T15:00:00Z')).toBe('moved');
    await manager.activates(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    expect(await clinic.firesAt('2026-12-26T15:00:00Z')).toEqual(ONE);
    expect(await clinic.startedRuns()).toMatchObject([{ trigger: { eventId: 'e-2' } }]);
  });

  it('can be moved to a date that is past', async () => {
    const workflowId = await paused();
    expect(await clinic.books('e-2', YESTERDAY)).toBe('missed');
    await manager.activates(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
  });

  it('can be moved to a time at which it is due again', async () => {
    const workflowId = await paused();
    expect(await clinic.books('e-2', '2026-11-27T14:00:00Z')).toBe('moved');
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    await manager.activates(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(ONE);
    expect(await clinic.startedRuns()).toMatchObject([{ trigger: { eventId: 'e-2' } }]);
  });

  it('can be removed', async () => {
    const workflowId = await paused();
    expect(await clinic.cancels('e-2')).toBe('removed');
    await manager.activates(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    expect(await clinic.ends()).toEqual([]);
  });

  it('is refused when the workflow is archived', async () => {
    const workflowId = await paused();
    await manager.archives(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['workflow_not_active']);
  });

  it('is missed after its date also when it was to fire after that', async () => {
    const workflowId = await clinic.opens(after('P1D'));
    await clinic.books('e-1', '2026-11-25T15:00:00Z');
    await manager.pauses(workflowId);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    await manager.activates(workflowId);
    expect(await clinic.firesAt(LATER)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['missed']);
  });

  it('goes on with the run it had started when its process died just before the pause', async () => {
    const workflowId = await clinic.opens({ steps: [delay('P9D')] });
    await clinic.books('e-1');
    test.clock.setTo(Date.parse(FIRE_AT));
    const [scheduled] = await test.engine.dependencies.events.readStream(
      reminderStream(reminderIdOf(ACCOUNT, workflowId, 'c-1', 'a-1')),
    );
    const { runId, data } = scheduled?.data as { runId: string; data: object };
    const workflow = await test.engine.facts.workflow(ACCOUNT, workflowId);
    const trigger = { type: 'reminder', eventId: 'e-1', event: TRIGGER.event } as const;
    const enrolling = { workflow, version: 1, contact: { id: 'c-1' }, data: { ...data }, trigger, runId };
    await test.engine.enroller.enroll(context(), enrolling);
    await manager.pauses(workflowId);
    expect(await clinic.firesAt(AFTER_THE_DATE)).toEqual(ONE);
    expect(await clinic.ends()).toEqual(['fired']);
    expect(await clinic.startedRuns()).toMatchObject([{ runId }]);
  });

  it('is one of many, each of which comes to its own end', async () => {
    const workflowId = await clinic.opens();
    for (let i = 0; i < 30; i++) {
      const day = i % 3 === 0 ? '26' : '27';
      await clinic.books(`e-${i}`, `2026-11-${day}T14:00:00Z`, `a-${i}`);
    }
    await manager.pauses(workflowId);
    expect(await clinic.firesAt('2026-11-26T13:00:00Z')).toEqual(NONE);
    expect(await clinic.firesAt('2026-11-26T14:30:00Z')).toEqual(NONE);
    await manager.activates(workflowId);
    expect(await clinic.firesAt('2026-11-26T14:30:00Z')).toEqual({ fired: 20, failed: [] });
    const ends = await clinic.ends();
    expect(ends.filter((end) => end === 'fired')).toHaveLength(20);
    expect(ends.filter((end) => end === 'missed')).toHaveLength(10);
  });
});
