import type { Manager } from '../manager';
import { sms, workflowOf } from '../manager';
import { TestService } from '../test-service';
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

const YESTERDAY = '2026-11-23T10:00:00Z';
/** Its offset is past, its date is to come. */
const THIS_EVENING = '2026-11-24T20:00:00Z';
const NOW = '2026-11-24T10:00:00.000Z';
const after = (offset: string) => ({ trigger: { ...TRIGGER, offset } });

describe('a reminder that is booked', () => {
  it('when its offset is past but its date is not, fires at once', async () => {
    await clinic.opens();
    expect(await clinic.books('e-1', THIS_EVENING)).toBe('scheduled');
    expect(await clinic.firesAt(NOW)).toEqual(ONE);
    expect(await clinic.ends()).toEqual(['fired']);
  });

  it.each([YESTERDAY, NOW, '2026-11-24', '2020-01-01T00:00:00Z'])('for %s, which is past, is missed', async (date) => {
    await clinic.opens();
    expect(await clinic.books('e-1', date)).toBe('missed');
    expect(await clinic.firesAt(NOW)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['missed']);
    expect(await clinic.startedRuns()).toEqual([]);
    expect(await clinic.books('e-1', date)).toBe('missed');
  });

  it('is missed when it is moved to a date that is past, and does not fire for the one before', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    expect(await clinic.books('e-2', YESTERDAY)).toBe('missed');
    expect(await clinic.firesAt(STARTS_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['missed']);
    expect(await clinic.books('e-3', '2026-12-01T15:00:00Z')).toBe('scheduled');
    expect(await clinic.firesAt('2026-11-30T15:00:00Z')).toEqual(ONE);
  });

  it('to fire after its date is missed only when that time is past too', async () => {
    await clinic.opens(after('P2D'));
    expect(await clinic.books('e-1', YESTERDAY)).toBe('scheduled');
    expect(await clinic.books('e-2', '2026-11-22T10:00:00Z', 'a-2')).toBe('missed');
    expect(await clinic.firesAt('2026-11-25T09:59:59.999Z')).toEqual(NONE);
    expect(await clinic.firesAt('2026-11-25T10:00:00.000Z')).toEqual(ONE);
  });

  it('with a newer date that cannot be read is removed: the one before is not said any more', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    expect(await clinic.books('e-2', 'next week')).toBe('failed');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
  });
});

describe('a reminder that fell due while nobody looked', () => {
  it('fires once as long as its date is to come', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    expect(await clinic.firesAt('2026-11-27T14:59:59.999Z')).toEqual(ONE);
    expect(await clinic.firesAt('2026-11-27T14:59:59.999Z')).toEqual(NONE);
  });

  it('is missed when its date is past by then', async () => {
    await clinic.opens();
    await clinic.books('e-1');
    expect(await clinic.firesAt(STARTS_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['missed']);
  });

  it.each(['PT0S', 'PT1H', 'P1D'])('fires however late when it was to fire %s after its date', async (offset) => {
    await clinic.opens(after(offset));
    await clinic.books('e-1');
    expect(await clinic.firesAt('2026-12-24T10:00:00Z')).toEqual(ONE);
  });
});

describe('a reminder whose workflow has changed', () => {
  it('of another offset fires at the time that it was scheduled for, until it is moved', async () => {
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    await clinic.books('e-2', STARTS_AT, 'a-2');
    await manager.defines(workflowOf([sms()], { trigger: { ...TRIGGER, offset: '-PT2H' } }), workflowId);
    expect(await clinic.books('e-3', STARTS_AT, 'a-2')).toBe('moved');
    expect(await clinic.firesAt(FIRE_AT)).toEqual(ONE);
    expect(await clinic.firesAt('2026-11-27T13:00:00.000Z')).toEqual(ONE);
    expect((await clinic.startedRuns()).map(({ workflowVersion }) => workflowVersion)).toEqual([1, 2]);
  });

  it('is refused when that has no reminders any more', async () => {
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    await manager.defines(workflowOf([sms()]), workflowId);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['trigger_changed']);
  });

  it('is refused when that is archived', async () => {
    const workflowId = await clinic.opens();
    await clinic.books('e-1');
    await manager.archives(workflowId);
    expect(await clinic.firesAt(FIRE_AT)).toEqual(NONE);
    expect(await clinic.ends()).toEqual(['workflow_not_active']);
  });
});
