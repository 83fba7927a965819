import { runHistory } from '../../projections/run-history';
import type { RunHistory } from '../../projections/run-history';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

const HOUR = 3_600_000;

describe('run-history', () => {
  let ledger: Ledger;
  let run: RunStory;
  const shown = (): RunHistory | undefined => documentsOf(runHistory, ledger.log).get('run-1');

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
    run = new RunStory(ledger);
  });

  it('shows a run from its start on, before it is at any step', () => {
    run.starts();
    expect(shown()).toEqual({
      account: 'acme',
      runId: 'run-1',
      workflowId: 'welcome',
      workflowName: 'Welcome',
      workflowVersion: 1,
      contact: { id: 'ana', name: 'ana of acme', email: null, phone: null },
      contactId: 'ana',
      trigger: { type: 'manual' },
      status: 'running',
      currentStep: null,
      startedAt: '2026-11-24T10:00:00.000Z',
      finishedAt: null,
      wakeAt: null,
      heldWakeAt: null,
      zone: null,
      failedSteps: 0,
      error: null,
      errorCode: null,
      unknown: null,
      previousRunId: null,
      startedBy: ledger.log[0]?.metadata.actor,
      revision: 0,
      order: '2026-11-24T10:00:00.000Z|0000000000000000',
    });
  });

  it('is at a step from its intent to its outcome', () => {
    run.starts();
    run.sends('greet');
    expect(shown()).toMatchObject({ status: 'running', currentStep: { stepId: 'greet', type: 'sms' } });
    run.completes('greet', 'sms');
    expect(shown()).toMatchObject({ status: 'running', currentStep: null, revision: 2 });
  });

  it('has a wake time only while it waits', () => {
    run.starts();
    run.waits('rest', HOUR);
    expect(shown()).toMatchObject({
      status: 'waiting',
      currentStep: { stepId: 'rest', type: 'delay' },
      wakeAt: '2026-11-24T11:00:00.000Z',
    });
    run.resumes();
    expect(shown()).toMatchObject({ status: 'running', wakeAt: null, currentStep: { stepId: 'rest', type: 'delay' } });
  });

  it('waits until the same time again when it was paused while waiting', () => {
    run.starts();
    run.waits('rest', HOUR);
    run.pauses();
    expect(shown()).toMatchObject({ status: 'paused', wakeAt: null });
    ledger.pass(2 * HOUR);
    run.unpauses();
    expect(shown()).toMatchObject({ status: 'waiting', wakeAt: '2026-11-24T11:00:00.000Z', heldWakeAt: null });
  });

  it('runs again when it was paused at a step, whose outcome may come in meanwhile', () => {
    run.starts();
    run.sends('greet');
    run.pauses();
    run.completes('greet', 'sms');
    expect(shown()).toMatchObject({ status: 'paused', currentStep: null });
    run.unpauses();
    expect(shown()).toMatchObject({ status: 'running' });
  });

  it('counts failed steps and keeps the error of the first', () => {
    run.starts();
    run.fails('greet', 'sms', 'missing_data');
    run.fails('notify', 'webhook', 'webhook_timeout');
    const error = { stepId: 'greet', code: 'missing_data', message: 'greet went wrong' };
    expect(shown()).toMatchObject({ status: 'running', failedSteps: 2, error, errorCode: 'missing_data' });
    ledger.pass(HOUR);
    run.ends();
    expect(shown()).toMatchObject({ status: 'failed', failedSteps: 2, error, finishedAt: '2026-11-24T11:00:00.000Z' });
  });

  it('is not failed by a skipped step', () => {
    run.starts();
    run.skips('greet');
    run.ends();
    expect(shown()).toMatchObject({ status: 'completed', failedSteps: 0, error: null, errorCode: null });
  });

  it('keeps everything but its revision when an outcome comes in after it was cancelled', () => {
    run.starts();
    run.sends('greet');
    run.cancels();
    const cancelled = shown();
    expect(cancelled).toMatchObject({ status: 'cancelled', currentStep: null, revision: 2 });
    run.fails('greet', 'sms');
    expect(shown()).toEqual({ ...cancelled, revision: 3 });
  });

  it('forgets the wait of a run that was cancelled while paused', () => {
    run.starts();
    run.waits('rest', HOUR);
    run.pauses();
    run.cancels();
    expect(shown()).toMatchObject({ status: 'cancelled', wakeAt: null, heldWakeAt: null, currentStep: null });
  });
});
