import { stepTimeline } from '../../projections/step-timeline';
import type { ReachedStep } from '../../projections/step-timeline';
import { Ledger } from '../histories/ledger';
import { RunStory } from '../histories/run-story';
import { documentsOf } from './folding';

const MINUTE = 60_000;

describe('step-timeline', () => {
  let ledger: Ledger;
  let run: RunStory;
  const shown = () => documentsOf(stepTimeline, ledger.log).get('run-1');
  const step = (stepId: string): ReachedStep | undefined => shown()?.steps.find((reached) => reached.stepId === stepId);

  beforeEach(() => {
    ledger = new Ledger(Date.parse('2026-11-24T10:00:00.000Z'));
    run = new RunStory(ledger);
    run.starts();
  });

  it('has no steps before one is reached', () => {
    expect(shown()).toEqual({
      account: 'acme',
      runId: 'run-1',
      workflowId: 'welcome',
      workflowVersion: 1,
      endedAt: null,
      steps: [],
    });
  });

  it('shows an effect from its intent to its outcome, with the message as sent and what came back', () => {
    run.sends('greet');
    const sending: ReachedStep = {
      stepId: 'greet',
      type: 'sms',
      status: 'running',
      startedAt: '2026-11-24T10:00:00.000Z',
      finishedAt: null,
      output: { to: '+34600000001', body: 'Hello' },
      error: null,
      skippedReason: null,
      branch: null,
      wakeAt: null,
      waitReason: null,
      delivery: null,
      settled: null,
    };
    expect(step('greet')).toEqual(sending);

    ledger.pass(MINUTE);
    run.completes('greet', 'sms', { via: 'outbox' });
    expect(step('greet')).toEqual({
      ...sending,
      status: 'completed',
      finishedAt: '2026-11-24T10:01:00.000Z',
      output: { to: '+34600000001', body: 'Hello', via: 'outbox' },
    });
  });

  it('shows how far a message came, in whatever order that is told', () => {
    run.sends('greet');
    run.completes('greet', 'sms', { via: 'sms' }, undefined, 'queued');
    expect(step('greet')).toMatchObject({ delivery: { status: 'queued', at: '2026-11-24T10:00:00.000Z', code: null } });
    ledger.pass(MINUTE);
    run.isToldOf('greet', 'undelivered', '30003');
    const undelivered = { status: 'undelivered', at: '2026-11-24T10:01:00.000Z', code: '30003' };
    expect(step('greet')).toMatchObject({ status: 'completed', delivery: undelivered, output: { via: 'sms' } });
    ledger.pass(MINUTE);
    run.isToldOf('greet', 'sent');
    expect(step('greet')).toMatchObject({ delivery: undelivered });
  });

  it('shows of a webhook where it went and what came back, but neither its headers nor its body', () => {
    run.sends('notify', 'webhook');
    run.completes('notify', 'webhook', { status: 204, response: '' });
    expect(step('notify')?.output).toEqual({
      url: 'https://example.com/hook',
      method: 'POST',
      status: 204,
      response: '',
    });
  });

  it('shows an email with its subject', () => {
    run.sends('thank', 'email');
    expect(step('thank')?.output).toEqual({ to: 'ana@example.com', subject: 'Hi', body: '<p>Hello</p>' });
  });

  it('shows the first half megabyte of long messages whole, of those after it the beginning, and short ones always', () => {
    const body = 'é'.repeat(50_000); // of two bytes each
    for (let i = 0; i < 100; i++) {
      run.sends(`long-${i}`, 'email', 10_000, { body });
      run.completes(`long-${i}`, 'email', { via: 'outbox' });
    }
    run.sends('short');
    const outputs = shown()?.steps.map(({ output }) => output) ?? [];
    const whole = { to: 'ana@example.com', subject: 'Hi', body, via: 'outbox' };
    expect(outputs.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => whole));
    const beginning = { ...whole, body: `${'é'.repeat(1_000)}…`, shortened: true };
    expect(outputs.slice(5, -1)).toEqual(Array.from({ length: 95 }, () => beginning));
    expect(outputs.at(-1)).toEqual({ to: '+34600000001', body: 'Hello' });
  });

  it('lets a step that was taken over after a crash keep its first start', () => {
    run.sends('greet');
    ledger.pass(MINUTE);
    run.sends('greet');
    expect(shown()?.steps).toHaveLength(1);
    expect(step('greet')).toMatchObject({ status: 'running', startedAt: '2026-11-24T10:00:00.000Z' });
  });

  it('starts and ends a step without an intent at its outcome', () => {
    run.completes('big', 'condition', { comparisons: [] }, false);
    const at = '2026-11-24T10:00:00.000Z';
    expect(step('big')).toMatchObject({ status: 'completed', startedAt: at, finishedAt: at, branch: false });
  });

  it('shows the error of a failed step beside the message it could not send', () => {
    run.sends('greet');
    run.fails('greet', 'sms', 'provider_error', { status: 503 });
    expect(step('greet')).toMatchObject({
      status: 'failed',
      output: { to: '+34600000001', body: 'Hello', status: 503 },
      error: { code: 'provider_error', message: 'greet went wrong' },
    });
  });

  it('shows why a step was skipped, and no message', () => {
    run.sends('greet');
    run.skips('greet');
    expect(step('greet')).toMatchObject({ status: 'skipped', skippedReason: 'sms_opt_out', output: null });
  });

  it('has a wait waiting until its outcome, and keeps its wake time', () => {
    run.waits('rest', MINUTE);
    const wait = { wakeAt: '2026-11-24T10:01:00.000Z', waitReason: 'delay', startedAt: '2026-11-24T10:00:00.000Z' };
    expect(step('rest')).toMatchObject({ ...wait, status: 'waiting', output: { rule: 'for a test' } });
    ledger.pass(2 * MINUTE);
    run.resumes();
    expect(step('rest')).toMatchObject({ ...wait, status: 'waiting' });
    run.completes('rest', 'delay');
    expect(step('rest')).toMatchObject({ ...wait, status: 'completed', finishedAt: '2026-11-24T10:02:00.000Z' });
  });

  it('has a wait that found the business closed at its wake wait on, from its first start', () => {
    run.waits('hours', MINUTE, 'business_hours');
    ledger.pass(MINUTE);
    run.resumes();
    run.waits('hours', MINUTE, 'business_hours');
    expect(shown()?.steps).toHaveLength(1);
    expect(step('hours')).toMatchObject({
      status: 'waiting',
      startedAt: '2026-11-24T10:00:00.000Z',
      wakeAt: '2026-11-24T10:02:00.000Z',
      waitReason: 'business_hours',
    });
  });

  it('has a message without room wait, and sent at the wake; that it waited, and why, stays', () => {
    run.sends('greet');
    run.waitsForRoom('greet', 'sms', MINUTE);
    const wait = { wakeAt: '2026-11-24T10:01:00.000Z', waitReason: 'rate_limit', type: 'sms' };
    expect(step('greet')).toMatchObject({ ...wait, status: 'waiting', output: { rule: 'for a test' } });
    ledger.pass(MINUTE);
    run.resumes();
    run.sends('greet');
    const output = { to: '+34600000001', body: 'Hello' };
    expect(step('greet')).toMatchObject({ ...wait, status: 'running', output });
    run.completes('greet', 'sms');
    expect(step('greet')).toMatchObject({ ...wait, status: 'completed', output });
  });

  it('skips the wait of a cancelled run, as of then', () => {
    run.waits('rest', 5 * MINUTE);
    ledger.pass(MINUTE);
    run.cancels();
    const at = '2026-11-24T10:01:00.000Z';
    expect(shown()?.endedAt).toBe(at);
    expect(step('rest')).toMatchObject({ status: 'skipped', skippedReason: 'cancelled', finishedAt: at });
  });

  it('has an effect that was being sent when its run was cancelled run on until its late outcome', () => {
    run.sends('greet');
    run.cancels();
    expect(step('greet')).toMatchObject({ status: 'running' });
    run.completes('greet', 'sms');
    expect(step('greet')).toMatchObject({ status: 'completed' });
  });

  it('knows a step by any id, also one that every object has', () => {
    run.sends('constructor');
    run.completes('__proto__', 'exit');
    expect(shown()?.steps.map(({ stepId, status }) => [stepId, status])).toEqual([
      ['constructor', 'running'],
      ['__proto__', 'completed'],
    ]);
  });
});
