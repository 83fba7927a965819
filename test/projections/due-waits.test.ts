import { dueWaits } from '../../projections/due-waits';
import type { ReminderEvent, ReminderScheduled } from '../../src/domain/reminder/events';
import { positionFrom } from '../../src/kernel/message';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

const HOUR = 3_600_000;

describe('due-waits', () => {
  let ledger: Ledger;
  const shown = (key: string) => documentsOf(dueWaits, ledger.log).get(key);

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
  });

  describe('of a run', () => {
    let run: RunStory;
    const timer = {
      kind: 'wait',
      account: 'acme',
      workflowId: 'welcome',
      runId: 'run-1',
      waitId: 'rest:1',
      wakeAt: '2026-11-24T11:00:00.000Z',
      lane: 'wait/1',
      state: 'waiting',
      order: `2026-11-24T11:00:00.000Z|${positionFrom(100n)}`,
    };

    beforeEach(() => {
      run = new RunStory(ledger);
      run.starts();
      run.waits('rest', HOUR);
    });

    it('has a timer in the lane from the wait on', () => {
      expect(shown('run/run-1')).toEqual(timer);
    });

    it('has none once it is resumed', () => {
      run.resumes();
      expect(shown('run/run-1')).toBeUndefined();
    });

    it('comes before those for the same moment that came to their waits after it', () => {
      for (const id of ['run-0', 'run-11']) {
        const other = new RunStory(ledger, { runId: id });
        other.starts();
        other.waits('rest', HOUR);
      }
      const orders = ['run-1', 'run-0', 'run-11'].map((id) => shown(`run/${id}`)?.order ?? '');
      expect(orders).toEqual([...new Set(orders)].sort());
      expect(new Set(orders.map((order) => order.split('|')[0])).size).toBe(1);
    });

    it('has the next one when it waits again', () => {
      ledger.pass(HOUR);
      run.resumes();
      run.waits('rest', HOUR, 'business_hours');
      expect(shown('run/run-1')).toMatchObject({ waitId: 'rest:2', wakeAt: '2026-11-24T12:00:00.000Z' });
    });

    it('is taken out of the lane while paused, and is due at the same time afterwards', () => {
      run.pauses();
      expect(shown('run/run-1')).toEqual({ ...timer, lane: null, state: 'paused' });
      run.unpauses();
      expect(shown('run/run-1')).toEqual(timer);
    });

    it('has none once it is cancelled, paused or not', () => {
      run.pauses();
      run.cancels();
      expect(shown('run/run-1')).toBeUndefined();
    });

    it('of a message without room is in no lane when the run was paused meanwhile, and in it afterwards', () => {
      run.resumes();
      run.sends('greet');
      run.pauses();
      run.waitsForRoom('greet', 'sms', HOUR);
      const waits = { kind: 'wait', waitId: 'greet:2', wakeAt: '2026-11-24T11:00:00.000Z' };
      expect(shown('run/run-1')).toMatchObject({ ...waits, lane: null, state: 'paused' });
      run.unpauses();
      expect(shown('run/run-1')).toMatchObject({ ...waits, lane: timer.lane, state: 'waiting' });
    });

    it('has none when it is paused and unpaused at a step', () => {
      run.resumes();
      run.pauses();
      expect(shown('run/run-1')).toBeUndefined();
      run.unpauses();
      expect(shown('run/run-1')).toBeUndefined();
    });
  });

  describe('of a reminder', () => {
    const ofReminder = { reminderId: 'reminder-1', workflowId: 'welcome', contactId: 'ana' };
    const scheduledFor = (fireAt: string): ReminderScheduled => ({
      ...ofReminder,
      fireAt,
      workflowVersion: 1,
      eventId: 'event-1',
      event: 'appointment.booked',
      eventPosition: positionFrom(1n),
      contact: { id: 'ana' },
      data: {},
      runId: 'run-1',
    });
    const schedule = (fireAt: string): void => {
      ledger.append('acme', 'reminder-1', { type: 'ReminderScheduled', data: scheduledFor(fireAt) });
    };

    it('has a timer in a lane of its own', () => {
      schedule('2026-11-25T09:00:00.000Z');
      expect(shown('reminder/reminder-1')).toEqual({
        kind: 'reminder',
        account: 'acme',
        workflowId: 'welcome',
        reminderId: 'reminder-1',
        wakeAt: '2026-11-25T09:00:00.000Z',
        lane: 'reminder/1',
        order: `2026-11-25T09:00:00.000Z|${positionFrom(0n)}`,
      });
    });

    it('moves with the reminder', () => {
      schedule('2026-11-25T09:00:00.000Z');
      schedule('2026-11-26T09:00:00.000Z');
      expect(shown('reminder/reminder-1')).toMatchObject({ wakeAt: '2026-11-26T09:00:00.000Z' });
    });

    it('is gone once it is removed', () => {
      schedule('2026-11-25T09:00:00.000Z');
      ledger.append('acme', 'reminder-1', {
        type: 'ReminderRemoved',
        data: { ...ofReminder, eventPosition: positionFrom(2n) },
      });
      expect(shown('reminder/reminder-1')).toBeUndefined();
    });

    describe('that fell due while its workflow was paused', () => {
      const turns = (type: 'WorkflowPaused' | 'WorkflowActivated' | 'WorkflowArchived'): void => {
        ledger.append('acme', 'workflow-welcome', { type, data: { workflowId: 'welcome' } });
      };
      const heldOf = () => shown('held/welcome');

      beforeEach(() => {
        schedule('2026-11-25T09:00:00.000Z');
        turns('WorkflowPaused');
        ledger.append('acme', 'reminder-1', { type: 'ReminderHeld', data: ofReminder });
      });

      it('has its timer among those of the workflow, which are in no lane until it is activated or archived', () => {
        expect(shown('reminder/reminder-1')).toMatchObject({
          lane: 'held/welcome/1',
          wakeAt: '2026-11-25T09:00:00.000Z',
        });
        expect(heldOf()).toMatchObject({ kind: 'held', count: 1, isPaused: true, lane: null });
        for (const type of ['WorkflowActivated', 'WorkflowArchived'] as const) {
          turns(type);
          expect(heldOf()).toMatchObject({ count: 1, isPaused: false, lane: 'held/e' });
          turns('WorkflowPaused');
          expect(heldOf()).toMatchObject({ count: 1, lane: null });
        }
      });

      it('is counted until it is held no more', () => {
        const leaves: readonly ReminderEvent[] = [
          { type: 'ReminderScheduled', data: { ...scheduledFor('2026-11-26T09:00:00.000Z'), whileHeld: true } },
          { type: 'ReminderFired', data: { ...ofReminder, runId: 'run-1', refused: null, whileHeld: true } },
          { type: 'ReminderMissed', data: { ...ofReminder, reason: 'date_passed', whileHeld: true } },
          { type: 'ReminderRemoved', data: { ...ofReminder, eventPosition: positionFrom(2n), whileHeld: true } },
        ];
        for (const event of leaves) {
          ledger.append('acme', 'reminder-1', event);
          expect(heldOf()).toMatchObject({ count: 0, lane: null });
          ledger.append('acme', 'reminder-1', { type: 'ReminderHeld', data: ofReminder });
          expect(heldOf()).toMatchObject({ count: 1 });
        }
      });

      it('leaves nothing behind once there is none and the workflow is active', () => {
        turns('WorkflowActivated');
        ledger.append('acme', 'reminder-1', {
          type: 'ReminderFired',
          data: { ...ofReminder, runId: 'run-1', refused: null, whileHeld: true },
        });
        expect(heldOf()).toBeUndefined();
        expect(shown('reminder/reminder-1')).toBeUndefined();
      });
    });

    it('is gone once it has fired, whether or not it started a run', () => {
      schedule('2026-11-25T09:00:00.000Z');
      const fired = { ...ofReminder, runId: 'run-1', refused: 'workflow_not_active' };
      ledger.append('acme', 'reminder-1', { type: 'ReminderFired', data: fired });
      expect(shown('reminder/reminder-1')).toBeUndefined();
    });
  });
});
