import type { RunStatus } from '../../projections/run-history';
import { stepTimeline } from '../../projections/step-timeline';
import { timelineOf } from '../../projections/timeline';
import { definition } from '../histories/legal-run';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

describe('a timeline', () => {
  let ledger: Ledger;
  let run: RunStory;
  const timeline = (status: RunStatus) =>
    timelineOf(definition, documentsOf(stepTimeline, ledger.log).get('run-1') ?? null, status);

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
    run = new RunStory(ledger);
    run.starts();
  });

  it('has every step in the order of the definition, depth first, with the condition it stands in, and its branch', () => {
    expect(
      timeline('running').map(({ stepId, parentStepId, parentBranch, type }) => [
        stepId,
        parentStepId,
        parentBranch,
        type,
      ]),
    ).toEqual([
      ['greet', null, null, 'sms'],
      ['big', null, null, 'condition'],
      ['thank', 'big', true, 'email'],
      ['notify', 'big', false, 'webhook'],
      ['enough', 'big', false, 'exit'],
      ['rest', null, null, 'delay'],
      ['hours', null, null, 'business_hours'],
      ['bye', null, null, 'sms'],
    ]);
  });

  it('shows a reached step with its label and how long it took', () => {
    run.sends('greet');
    ledger.pass(1_500);
    run.completes('greet', 'sms', { via: 'outbox' });
    expect(timeline('running')[0]).toEqual({
      stepId: 'greet',
      parentStepId: null,
      parentBranch: null,
      type: 'sms',
      label: 'Greet',
      status: 'completed',
      startedAt: '2026-11-24T10:00:00.000Z',
      finishedAt: '2026-11-24T10:00:01.500Z',
      durationMs: 1_500,
      output: { to: '+34600000001', body: 'Hello', via: 'outbox' },
      error: null,
      skippedReason: null,
      branch: null,
      wakeAt: null,
      waitReason: null,
      delivery: null,
      settled: null,
      encoding: 'GSM-7',
      segments: 1,
      firstUnicode: null,
    });
  });

  it('has no duration for a step that is not over', () => {
    run.waits('rest', 1_000);
    expect(timeline('waiting').find(({ stepId }) => stepId === 'rest')?.durationMs).toBeNull();
  });

  it.each(['running', 'waiting', 'paused'] as const)(
    'shows steps not reached as pending while the run is %s',
    (status) => {
      expect(timeline(status)[7]).toEqual({
        stepId: 'bye',
        parentStepId: null,
        parentBranch: null,
        type: 'sms',
        label: null,
        status: 'pending',
        startedAt: null,
        finishedAt: null,
        durationMs: null,
        output: null,
        error: null,
        skippedReason: null,
        branch: null,
        wakeAt: null,
        waitReason: null,
        delivery: null,
        settled: null,
      });
    },
  );

  it.each(['completed', 'failed', 'cancelled'] as const)(
    'shows steps not reached as skipped once the run is %s',
    (status) => {
      run.completes('big', 'condition', {}, true);
      const items = timeline(status);
      expect(items.find(({ stepId }) => stepId === 'big')).toMatchObject({ status: 'completed', branch: true });
      expect(items.filter(({ stepId }) => stepId !== 'big').map((item) => [item.status, item.skippedReason])).toEqual(
        Array(7).fill(['skipped', 'not_reached']),
      );
    },
  );

  it('is known before any of its events is folded', () => {
    expect(timelineOf(definition, null, 'running').every(({ status }) => status === 'pending')).toBe(true);
  });
});
