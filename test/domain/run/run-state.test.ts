import fc from 'fast-check';
import type { RunEvent } from '../../../src/domain/run/events';
import { evolveRun } from '../../../src/domain/run/evolve-run';
import { initialRun, isEnded, openStep } from '../../../src/domain/run/run-state';
import type { RunState } from '../../../src/domain/run/run-state';
import { runEvents } from '../../histories/run-event';
import { tried } from '../../properties';
import * as run from './a-run';

const folded = (...events: readonly RunEvent[]): RunState => events.reduce(evolveRun, initialRun);

const sending = folded(run.runStarted, run.intent('hi'));
const resting = folded(run.runStarted, run.waiting('rest', 1, run.NOW, 'PT0S in UTC'));

describe('the state of a run', () => {
  it('begins with its start', () => {
    expect(folded(run.runStarted)).toEqual({
      status: 'running',
      started: run.started,
      done: new Map(),
      deliveries: new Map(),
      providerIds: new Map(),
      failedSteps: 0,
      firstError: null,
      waits: 0,
      takenOver: { times: 0, by: null },
      open: null,
    });
  });

  it('knows the steps that are over and the branches taken', () => {
    const state = folded(
      run.runStarted,
      run.completed('big', 'condition', {}, false),
      run.failed('hi', 'provider_error'),
      run.skipped('bye', 'sms_opt_out'),
    );
    expect(state).toMatchObject({
      done: new Map([
        ['big', { status: 'completed', branch: false }],
        ['hi', { status: 'failed', errorCode: 'provider_error' }],
        ['bye', { status: 'skipped' }],
      ]),
    });
  });

  it('counts failures and keeps the first', () => {
    const state = folded(run.runStarted, run.failed('hi', 'rate_limited'), run.failed('bye', 'provider_error'));
    expect(state).toMatchObject({
      failedSteps: 2,
      firstError: { stepId: 'hi', code: 'rate_limited', message: 'it is a rate_limited' },
    });
  });

  it('counts waits, also when one follows another', () => {
    const again = [run.resumed('rest:1'), run.waiting('rest', 2, run.NOW, 'PT0S in UTC')].reduce(evolveRun, resting);
    expect(again).toMatchObject({ status: 'waiting', waits: 2, wait: { waitId: 'rest:2', stepId: 'rest' } });
  });

  it('holds the open intent from its start to its outcome, also while it is paused or cancelled', () => {
    for (const events of [[], [run.paused], [run.paused, run.unpaused], [run.runCancelled(null)]]) {
      const state = events.reduce(evolveRun, sending);
      expect(openStep(state)).toEqual(run.intent('hi').data);
      expect(openStep(evolveRun(state, run.sent('other')))).toEqual(run.intent('hi').data);
      for (const outcome of [run.sent('hi'), run.failed('hi', 'provider_error'), run.skipped('hi', 'sms_opt_out')])
        expect(openStep(evolveRun(state, outcome))).toBeNull();
    }
  });

  it('has no open intent before it starts and while it waits', () => {
    for (const state of [initialRun, resting, evolveRun(resting, run.paused)]) expect(openStep(state)).toBeNull();
  });

  it('is after a pause what it was before', () => {
    for (const state of [sending, resting])
      expect([run.paused, run.unpaused].reduce(evolveRun, state)).toStrictEqual(state);
  });

  it('keeps a late failure on its step alone: neither status nor count nor error change', () => {
    const cancelled = evolveRun(sending, run.runCancelled(null));
    expect(evolveRun(cancelled, run.failed('hi', 'provider_error'))).toStrictEqual({
      ...cancelled,
      open: null,
      done: new Map([['hi', { status: 'failed', errorCode: 'provider_error' }]]),
    });
  });
});

describe('an event that does not fit leaves the state of a run as it is', () => {
  const cancelled = evolveRun(sending, run.runCancelled(null));
  it.each<[string, RunState, RunEvent]>([
    ['anything before the start', initialRun, run.sent('hi')],
    ['a second start', sending, { type: 'RunStarted', data: { ...run.started, workflowVersion: 2 } }],
    ['the wake of another wait', resting, run.resumed('rest:2')],
    ['a wake without a wait', sending, run.resumed('rest:1')],
    ['an intent while it waits', resting, run.intent('hi')],
    ['a second wait', resting, run.waiting('more', 2, run.NOW, 'PT0S in UTC')],
    ['a second pause', evolveRun(resting, run.paused), run.paused],
    ['an unpausing without a pause', resting, run.unpaused],
    ['a pause after its end', cancelled, run.paused],
    ['a second end', cancelled, run.runCompleted],
  ])('%s', (_, state, event) => {
    expect(evolveRun(state, event)).toBe(state);
  });
});

it('folds any events in any order: never throws, never touches what was, never leaves an end', () => {
  fc.assert(
    fc.property(runEvents(), (events) => {
      let state: RunState = initialRun;
      for (const event of events) {
        const before = structuredClone(state);
        const next = evolveRun(state, event);
        expect(state).toStrictEqual(before);
        if (isEnded(state))
          expect(next).toMatchObject({ status: state.status, failedSteps: state.failedSteps, waits: state.waits });
        state = next;
      }
    }),
    tried(200),
  );
});
