import { openWork } from '../../projections/open-work';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

const SECOND = 1_000;

describe('open-work', () => {
  let ledger: Ledger;
  const shown = (key: string) => documentsOf(openWork, ledger.log).get(key);

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
  });

  it('has an inbound event from when it was received until it is handled', () => {
    const told = { eventId: 'e-1', eventType: 'estimate.sent', contactId: 'ana', contact: { id: 'ana' }, data: {} };
    ledger.append('acme', 'event-e1', { type: 'EventReceived', data: { ...told, candidates: [] } });
    expect(shown('event/event-e1')).toEqual({
      kind: 'fan_out',
      account: 'acme',
      stream: 'event-e1',
      since: '2026-11-24T10:00:00.000Z',
      dueAt: '2026-11-24T10:00:30.000Z',
      lane: 'open/1',
      order: '2026-11-24T10:00:30.000Z|event/event-e1',
    });
    ledger.append('acme', 'event-e1', { type: 'EventHandled', data: { eventId: 'e-1', results: [] } });
    expect(shown('event/event-e1')).toBeUndefined();
  });

  describe('of a run', () => {
    let run: RunStory;
    const work = () => shown('run/run-1');
    const begun = {
      account: 'acme',
      workflowId: 'welcome',
      runId: 'run-1',
      since: '2026-11-24T10:00:00.000Z',
      dueAt: '2026-11-24T10:00:30.000Z',
      lane: 'open/1',
      order: '2026-11-24T10:00:30.000Z|run/run-1',
    };

    beforeEach(() => {
      run = new RunStory(ledger, { enrollmentId: 'enrollment-1' });
      run.enrolls();
    });

    it('is to be started from its enrollment on', () => {
      expect(work()).toEqual({ ...begun, kind: 'enrolling', enrollmentId: 'enrollment-1' });
    });

    it('is to go on once it has started', () => {
      run.starts();
      expect(work()).toEqual({ ...begun, kind: 'running', atStep: 'active' });
    });

    it('is due at the deadline of the effect that is being sent', () => {
      run.starts();
      run.sends('greet', 'sms', 10 * SECOND);
      expect(work()).toEqual({
        ...begun,
        kind: 'step',
        atStep: 'active',
        lease: 'process-1',
        dueAt: '2026-11-24T10:00:10.000Z',
        order: '2026-11-24T10:00:10.000Z|run/run-1',
      });
    });

    it('is due later when another process takes the effect over', () => {
      run.starts();
      run.sends('greet', 'sms', 10 * SECOND);
      ledger.pass(10 * SECOND);
      run.sends('greet', 'sms', 10 * SECOND);
      expect(work()).toMatchObject({ kind: 'step', dueAt: '2026-11-24T10:00:20.000Z' });
    });

    it.each([
      [
        'completed',
        () => {
          run.completes('greet', 'sms');
        },
      ],
      [
        'failed',
        () => {
          run.fails('greet', 'sms');
        },
      ],
      [
        'skipped',
        () => {
          run.skips('greet');
        },
      ],
    ])('is to go on when its step has %s', (_, settle) => {
      run.starts();
      run.sends('greet');
      settle();
      expect(work()).toEqual({ ...begun, kind: 'running', atStep: 'active' });
    });

    it('is left to its timer while it waits, also when it is paused there', () => {
      run.starts();
      run.waits('rest', SECOND);
      expect(work()).toBeUndefined();
      run.pauses();
      run.unpauses();
      expect(work()).toBeUndefined();
      run.resumes();
      expect(work()).toEqual({ ...begun, kind: 'running', atStep: 'active' });
    });

    it('is in no lane while it is paused, and has the deadline of its effect afterwards', () => {
      run.starts();
      run.sends('greet', 'sms', 10 * SECOND);
      run.pauses();
      expect(work()).toMatchObject({ kind: 'step', atStep: 'paused', lane: null });
      ledger.pass(60 * SECOND);
      run.unpauses();
      expect(work()).toMatchObject({
        kind: 'step',
        atStep: 'active',
        lane: 'open/1',
        dueAt: '2026-11-24T10:00:10.000Z',
      });
    });

    it('stays paused when the outcome comes in meanwhile, and is to go on from when it is unpaused', () => {
      run.starts();
      run.sends('greet');
      run.pauses();
      run.completes('greet', 'sms');
      expect(work()).toMatchObject({ kind: 'running', atStep: 'paused', lane: null });
      ledger.pass(60 * SECOND);
      run.unpauses();
      expect(work()).toMatchObject({ kind: 'running', lane: 'open/1', dueAt: '2026-11-24T10:01:30.000Z' });
    });

    it('has an enrollment to complete once it has ended, and nothing after that', () => {
      run.starts();
      run.ends();
      expect(work()).toEqual({
        ...begun,
        kind: 'ended',
        enrollmentId: 'enrollment-1',
        isEnrolled: true,
        isSending: false,
      });
      run.leaves();
      expect(work()).toBeUndefined();
    });

    it('has an enrollment to complete when it was cancelled while it waited', () => {
      run.starts();
      run.waits('rest', SECOND);
      run.cancels();
      expect(work()).toMatchObject({ kind: 'ended', lane: 'open/1' });
    });

    it('does not go on for an outcome that comes in after it was cancelled', () => {
      run.starts();
      run.sends('greet');
      run.cancels();
      const ended = work();
      expect(ended).toMatchObject({ kind: 'ended', isSending: true });
      run.completes('greet', 'sms');
      expect(work()).toEqual({ ...ended, isSending: false });
    });

    it('is to be settled after its enrollment was completed, when its sender may be gone, not before its deadline', () => {
      run.starts();
      run.sends('greet', 'sms', 60 * SECOND);
      run.cancels();
      run.leaves();
      expect(work()).toMatchObject({ kind: 'ended', lane: 'open/1', dueAt: '2026-11-24T10:01:00.000Z' });
      run.fails('greet', 'sms', 'outcome_unknown');
      expect(work()).toBeUndefined();
    });

    it('does not come back for an outcome that comes in after its enrollment was completed', () => {
      run.starts();
      run.sends('greet');
      run.cancels();
      run.leaves();
      run.completes('greet', 'sms');
      expect(work()).toBeUndefined();
    });

    it('makes room for the next one: completing an enrollment and enrolling again may be one append', () => {
      run.starts();
      run.ends();
      run.leaves();
      new RunStory(ledger, { runId: 'run-2', enrollmentId: 'enrollment-1' }).enrolls();
      expect(work()).toBeUndefined();
      expect(shown('run/run-2')).toMatchObject({ kind: 'enrolling' });
    });
  });
});
