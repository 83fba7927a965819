import fc from 'fast-check';
import type { Recorded } from '../../../src/domain/events';
import { isoTime } from '../../../src/kernel/clock';
import { tried } from '../../properties';
import { TestService } from '../test-service';
import { Clinic, TRIGGER } from './clinic';

let test: TestService;
let clinic: Clinic;
beforeAll(async () => {
  test = await TestService.open();
  clinic = new Clinic(test);
});
afterAll(() => test.remove());

const HOUR = 3_600_000;
const OFFSETS = ['-PT3H', '-PT1H', 'PT0S', 'PT2H'];
const ENDS: ReadonlySet<string> = new Set(['ReminderFired', 'ReminderMissed', 'ReminderRemoved']);

type Move =
  | { readonly does: 'books'; readonly key: string; readonly inHours: number }
  | { readonly does: 'books again' | 'cancels'; readonly key: string }
  | { readonly does: 'pauses' | 'activates' }
  | { readonly does: 'waits'; readonly hours: number };

const keys = fc.constantFrom('a', 'b');
const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ does: fc.constant('books' as const), key: keys, inHours: fc.integer({ min: -3, max: 8 }) }),
  fc.record({ does: fc.constantFrom('books again' as const, 'cancels' as const), key: keys }),
  fc.record({ does: fc.constantFrom('pauses' as const, 'activates' as const) }),
  fc.record({ does: fc.constant('waits' as const), hours: fc.integer({ min: 0, max: 4 }) }),
);

/** What one workflow's reminders do in a history of moves, at whose end it is active and all time has passed. */
class History {
  private events = 0;
  private readonly last = new Map<string, readonly [id: string, startsAt: string]>();

  constructor(
    readonly workflowId: string,
    readonly contactId: string,
  ) {}

  async play(made: readonly Move[]): Promise<readonly Recorded[]> {
    for (const move of made) await this.makes(move);
    await clinic.manager.activates(this.workflowId);
    await this.waits(100);
    await this.waits(0);
    await clinic.manager.archives(this.workflowId);
    return (await test.everything()).filter(({ data }) => 'workflowId' in data && data.workflowId === this.workflowId);
  }

  private async makes(move: Move): Promise<void> {
    switch (move.does) {
      case 'books': {
        const id = `${this.workflowId}-${this.events++}`;
        const startsAt = isoTime(test.clock.now() + move.inHours * HOUR);
        this.last.set(move.key, [id, startsAt]);
        await clinic.books(id, startsAt, move.key, this.contactId);
        return;
      }
      case 'books again': {
        const [id, startsAt] = this.last.get(move.key) ?? [];
        if (id !== undefined) await clinic.books(id, startsAt, move.key, this.contactId);
        return;
      }
      case 'cancels':
        await clinic.cancels(`${this.workflowId}-${this.events++}`, move.key, this.contactId);
        return;
      case 'pauses':
        await clinic.manager.pauses(this.workflowId);
        return;
      case 'activates':
        await clinic.manager.activates(this.workflowId);
        return;
      case 'waits':
        await this.waits(move.hours);
    }
  }

  private async waits(hours: number): Promise<void> {
    await clinic.firesAt(isoTime(test.clock.now() + hours * HOUR));
  }
}

const of = <T extends Recorded['type']>(log: readonly Recorded[], type: T) =>
  log.filter((event): event is Extract<Recorded, { type: T }> => event.type === type);

async function check(made: readonly Move[], offset: string, contactId: string): Promise<void> {
  const workflowId = await clinic.opens({ trigger: { ...TRIGGER, offset } });
  const log = await new History(workflowId, contactId).play(made);
  checkEachEndsOnce(log);
  checkRuns(log, offset);
  for (const reminderId of new Set(of(log, 'ReminderScheduled').map(({ data }) => data.reminderId))) {
    const shown = (await test.engine.models.reminders.get([reminderId])).get(reminderId)?.document;
    const end = log.findLast((event) => ENDS.has(event.type) && event.stream === `reminder-${reminderId}`);
    expect(`Reminder${(shown?.status ?? '').replace(/^./, (first) => first.toUpperCase())}`).toBe(end?.type);
  }
}

/** Scheduled, and then one end, unless it is moved before that. */
function checkEachEndsOnce(log: readonly Recorded[]): void {
  const open = new Set<string>();
  for (const { type, stream } of log) {
    if (type === 'ReminderScheduled') open.add(stream);
    if (type === 'ReminderHeld') expect(open).toContain(stream);
    if (ENDS.has(type)) expect(open.delete(stream)).toBe(true);
  }
  expect([...open]).toEqual([]);
}

/** One for each firing, in its time, and none while the workflow is paused. */
function checkRuns(log: readonly Recorded[], offset: string): void {
  const fired = of(log, 'ReminderFired').filter(({ data }) => data.refused === null);
  const started = of(log, 'RunStarted');
  expect(started.map(({ data }) => data.runId).sort()).toEqual(fired.map(({ data }) => data.runId).sort());
  expect(new Set(started.map(({ data }) => data.trigger.eventId)).size).toBe(started.length);
  const scheduled = new Map(of(log, 'ReminderScheduled').map(({ data }) => [data.runId, data]));
  for (const { data } of started) {
    const { fireAt = '', date = '' } = scheduled.get(data.runId) ?? {};
    expect(data.startedAt >= fireAt).toBe(true);
    if (offset.startsWith('-')) expect(data.startedAt < date).toBe(true);
  }
  let isPaused = false;
  for (const { type } of log) {
    if (type === 'WorkflowPaused' || type === 'WorkflowActivated') isPaused = type === 'WorkflowPaused';
    if (type === 'RunStarted') expect(isPaused).toBe(false);
  }
}

it('come to one end each and start one run a firing, whatever is booked, moved, cancelled or paused in whatever order', async () => {
  let history = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 4, maxLength: 14 }), fc.constantFrom(...OFFSETS), (made, offset) =>
      check(made, offset, `c-${history++}`),
    ),
    tried(20),
  );
}, 600_000);
