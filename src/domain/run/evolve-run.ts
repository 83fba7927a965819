import { merged } from '../../kernel/merged';
import { isNews } from '../effect/delivery';
import type { DeliveryStatus } from '../effect/delivery';
import type { RunEvent, RunStarted, RunWaiting, StepFailed, StepSettled } from './events';
import { isEnded, openStep } from './run-state';
import type { ActiveRun, Begun, DoneStep, Ended, OpenStep, RunState, Running, TakenOver } from './run-state';

const NOT_TAKEN_OVER: TakenOver = { times: 0, by: null };
/** What a run begins with; a change makes another. */
const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/** Total: an event that does not fit the state leaves it as it is. */
export function evolveRun(state: RunState, event: RunEvent): RunState {
  if (state.status === 'not_started') return event.type === 'RunStarted' ? begin(event.data) : state;
  switch (event.type) {
    case 'RunStarted':
      return state;
    case 'StepStarted':
      return withIntent(state, event.data);
    case 'StepCompleted': {
      const { stepId, branch, delivery, output } = event.data;
      const done = withDone(state, stepId, { status: 'completed', ...(branch === undefined ? {} : { branch }) });
      const named = withProviderId(done, stepId, output['providerId']);
      return delivery === undefined ? named : withDelivery(named, stepId, delivery);
    }
    case 'StepFailed':
      return withFailure(state, event.data);
    case 'StepSkipped':
      return withDone(state, event.data.stepId, { status: 'skipped' });
    case 'DeliveryReported': {
      const { stepId, providerId, status } = event.data;
      return withDelivery(withProviderId(state, stepId, providerId), stepId, status);
    }
    case 'StepSettled':
      return withSettled(state, event.data);
    case 'RunWaiting':
      return withWait(state, event.data);
    case 'RunResumed': {
      if (state.status !== 'waiting' || state.wait.waitId !== event.data.waitId) return state;
      return { status: 'running', open: null, ...begunOf(state) };
    }
    case 'RunPaused':
      return pause(state);
    case 'RunUnpaused': {
      if (state.status !== 'paused') return state;
      return merged(begunOf(state), state.before);
    }
    case 'RunTakenOver':
      return { ...state, takenOver: { times: state.takenOver.times + 1, by: event.data.lease } };
    case 'RunCompleted':
      return end(state, 'completed');
    case 'RunFailed':
      return end(state, 'failed');
    case 'RunCancelled':
      return end(state, 'cancelled');
  }
}

const begin = (started: RunStarted): Running => ({
  status: 'running',
  started,
  done: NONE,
  failedSteps: 0,
  firstError: null,
  waits: 0,
  takenOver: NOT_TAKEN_OVER,
  deliveries: NONE,
  providerIds: NONE,
  open: null,
});

/**
 * What a run has whatever its status. V8 is slow at adding to what was spread (see `merged`): what is new stands before this.
 */
const begunOf = (state: ActiveRun | Ended): Begun => {
  const { started, done, failedSteps, firstError, waits, takenOver, deliveries, providerIds } = state;
  return { started, done, failedSteps, firstError, waits, takenOver, deliveries, providerIds };
};

const withOpen = <S extends ActiveRun | Ended>(state: S, open: OpenStep | null): S => {
  if (state.status === 'waiting') return state;
  if (state.status !== 'paused') return { ...state, open };
  return state.before.status === 'running' ? { ...state, before: { status: 'running', open } } : state;
};

const pause = (state: ActiveRun | Ended): ActiveRun | Ended => {
  if (state.status === 'running') {
    return { status: 'paused', before: { status: 'running', open: state.open }, ...begunOf(state) };
  }
  if (state.status !== 'waiting') return state;
  return { status: 'paused', before: { status: 'waiting', wait: state.wait }, ...begunOf(state) };
};

/** The intent of the step that is being sent is there again, from another process when it was taken over. */
const withIntent = <S extends ActiveRun | Ended>(state: S, intent: OpenStep): S => {
  const before = openStep(state);
  const isSame = before?.stepId === intent.stepId && before.unsent === undefined;
  const times = isSame ? state.takenOver.times + (before.lease === intent.lease ? 0 : 1) : 0;
  const opened = withOpen(state, intent);
  return opened === state ? state : { ...opened, takenOver: { times, by: null } };
};

/** One that was paused meanwhile stays so. */
const withWait = (state: ActiveRun | Ended, { waitId, stepId, wakeAt, reason }: RunWaiting): ActiveRun | Ended => {
  const wait = { waitId, stepId, wakeAt, reason };
  const further = { waits: state.waits + 1, takenOver: NOT_TAKEN_OVER };
  if (state.status === 'running') return { status: 'waiting', wait, ...begunOf(state), ...further };
  const isPaused = state.status === 'paused' && state.before.status === 'running';
  return isPaused ? { ...state, ...further, before: { status: 'waiting', wait } } : state;
};

const withDone = <S extends ActiveRun | Ended>(state: S, stepId: string, step: DoneStep): S => {
  const settled = openStep(state)?.stepId === stepId ? withOpen(state, null) : state;
  return { ...settled, takenOver: NOT_TAKEN_OVER, done: new Map(state.done).set(stepId, step) };
};

const withFailure = (state: ActiveRun | Ended, { stepId, error: { code, message } }: StepFailed): ActiveRun | Ended => {
  const failed = withDone(state, stepId, { status: 'failed', errorCode: code });
  if (isEnded(failed)) return failed;
  return {
    ...failed,
    failedSteps: failed.failedSteps + 1,
    firstError: failed.firstError ?? { stepId, code, message },
  };
};

const withDelivery = <S extends ActiveRun | Ended>(state: S, stepId: string, status: DeliveryStatus): S =>
  isNews(state.deliveries.get(stepId) ?? null, status)
    ? { ...state, deliveries: new Map(state.deliveries).set(stepId, status) }
    : state;

/** It has one name, the first that is told. */
const withProviderId = <S extends ActiveRun | Ended>(state: S, stepId: string, providerId: unknown): S =>
  typeof providerId !== 'string' || state.providerIds.has(stepId)
    ? state
    : { ...state, providerIds: new Map(state.providerIds).set(stepId, providerId) };

const withSettled = <S extends ActiveRun | Ended>(state: S, { stepId, outcome }: StepSettled): S => {
  const step = state.done.get(stepId);
  return step === undefined
    ? state
    : { ...state, done: new Map(state.done).set(stepId, { ...step, settled: outcome }) };
};

const end = (state: ActiveRun | Ended, status: Ended['status']): Ended => {
  if (isEnded(state)) return state;
  return { status, open: openStep(state), ...begunOf(state) };
};
