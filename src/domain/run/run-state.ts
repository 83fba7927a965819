import { isNews } from '../effect/delivery';
import type { DeliveryStatus } from '../effect/delivery';
import type { FailureCode, StepError } from '../effect/effect';
import type { KnownOutcome, RunEvent, RunStarted, StepFailed, StepSettled, StepStarted, WaitReason } from './events';

/**
 * A run as its events tell it, a union on `status`. What it does next follows from the steps it is done with and its
 * version of the definition, nothing else, so any process can go on with it.
 */
export type RunState = NotStarted | Running | Waiting | Paused | Ended;

export interface NotStarted {
  readonly status: 'not_started';
}

interface Begun {
  readonly started: RunStarted;
  readonly done: ReadonlyMap<string, DoneStep>;
  readonly failedSteps: number;
  readonly firstError: FirstError | null;
  /** Waits begun so far; numbers their ids. */
  readonly waits: number;
  readonly takenOver: TakenOver;
  /** How far messages came, as far as their provider told, by step. */
  readonly deliveries: ReadonlyMap<string, DeliveryStatus>;
}

/** Since it last came any further. */
interface TakenOver {
  readonly times: number;
  /** Who is about to go on without an intent. */
  readonly by: string | null;
}
const NOT_TAKEN_OVER: TakenOver = { times: 0, by: null };

export interface Running extends Begun {
  readonly status: 'running';
  /** The effect that is being sent. Null in the middle of a decision, or when a process that was about to stop left it there. */
  readonly open: OpenStep | null;
}
export interface Waiting extends Begun {
  readonly status: 'waiting';
  readonly wait: Wait;
}
export interface Paused extends Begun {
  readonly status: 'paused';
  readonly before: AtStep | AtWait;
}
export interface Ended extends Begun {
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** An effect that was being sent when the run was cancelled; its outcome is still recorded. */
  readonly open: OpenStep | null;
}
export type ActiveRun = Running | Waiting | Paused;

/** Where a run was when its workflow was paused. */
interface AtStep {
  readonly status: 'running';
  readonly open: OpenStep | null;
}
interface AtWait {
  readonly status: 'waiting';
  readonly wait: Wait;
}

export interface DoneStep {
  readonly status: 'completed' | 'failed' | 'skipped';
  /** The branch a condition took. */
  readonly branch?: boolean;
  readonly errorCode?: FailureCode;
  /** Of an outcome that was unknown, once somebody knows. */
  readonly settled?: KnownOutcome;
}

/** The intent of an effect that is being sent. */
export type OpenStep = StepStarted;

export interface Wait {
  readonly waitId: string;
  readonly stepId: string;
  /** ISO 8601. */
  readonly wakeAt: string;
  readonly reason: WaitReason;
}

export type FirstError = StepError & { readonly stepId: string };

export const initialRun: NotStarted = { status: 'not_started' };

/** The step whose effect is being sent, whatever the run's status. */
export const openStep = (state: RunState): OpenStep | null => {
  switch (state.status) {
    case 'not_started':
    case 'waiting':
      return null;
    case 'paused':
      return state.before.status === 'running' ? state.before.open : null;
    case 'running':
    case 'completed':
    case 'failed':
    case 'cancelled':
      return state.open;
  }
};

export const isEnded = (state: RunState): state is Ended =>
  state.status === 'completed' || state.status === 'failed' || state.status === 'cancelled';

/** Whether it was, since it last came any further. */
export const wasTakenOver = (state: RunState): boolean => state.status !== 'not_started' && state.takenOver.times > 0;

/** Whether a process, by its lease, is about to go on with it. */
export const isTakenOverBy = (state: RunState, lease: string): boolean =>
  state.status === 'running' && state.takenOver.by === lease;

/** Total: an event that does not fit the state leaves it as it is. */
export function evolveRun(state: RunState, event: RunEvent): RunState {
  if (state.status === 'not_started') return event.type === 'RunStarted' ? begin(event.data) : state;
  switch (event.type) {
    case 'RunStarted':
      return state;
    case 'StepStarted':
      return withIntent(state, event.data);
    case 'StepCompleted': {
      const { stepId, branch, delivery } = event.data;
      const done = withDone(state, stepId, { status: 'completed', ...(branch === undefined ? {} : { branch }) });
      return delivery === undefined ? done : withDelivery(done, stepId, delivery);
    }
    case 'StepFailed':
      return withFailure(state, event.data);
    case 'StepSkipped':
      return withDone(state, event.data.stepId, { status: 'skipped' });
    case 'DeliveryReported':
      return withDelivery(state, event.data.stepId, event.data.status);
    case 'StepSettled':
      return withSettled(state, event.data);
    case 'RunWaiting': {
      if (state.status !== 'running') return state;
      const { waitId, stepId, wakeAt, reason } = event.data;
      const { open, ...begun } = state;
      return {
        ...begun,
        status: 'waiting',
        waits: state.waits + 1,
        takenOver: NOT_TAKEN_OVER,
        wait: { waitId, stepId, wakeAt, reason },
      };
    }
    case 'RunResumed': {
      if (state.status !== 'waiting' || state.wait.waitId !== event.data.waitId) return state;
      const { wait, ...begun } = state;
      return { ...begun, status: 'running', open: null };
    }
    case 'RunPaused':
      return pause(state);
    case 'RunUnpaused': {
      if (state.status !== 'paused') return state;
      const { before, ...begun } = state;
      return { ...begun, ...before };
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
  done: new Map(),
  failedSteps: 0,
  firstError: null,
  waits: 0,
  takenOver: NOT_TAKEN_OVER,
  deliveries: new Map(),
  open: null,
});

const withOpen = <S extends ActiveRun | Ended>(state: S, open: OpenStep | null): S => {
  if (state.status === 'waiting') return state;
  if (state.status !== 'paused') return { ...state, open };
  return state.before.status === 'running' ? { ...state, before: { status: 'running', open } } : state;
};

const pause = (state: ActiveRun | Ended): ActiveRun | Ended => {
  if (state.status === 'running') {
    const { open, ...begun } = state;
    return { ...begun, status: 'paused', before: { status: 'running', open } };
  }
  if (state.status !== 'waiting') return state;
  const { wait, ...begun } = state;
  return { ...begun, status: 'paused', before: { status: 'waiting', wait } };
};

/** The intent of the step that is being sent is there again, from another process when it was taken over. */
const withIntent = <S extends ActiveRun | Ended>(state: S, intent: OpenStep): S => {
  const before = openStep(state);
  const times = before?.stepId === intent.stepId ? state.takenOver.times + (before.lease === intent.lease ? 0 : 1) : 0;
  const opened = withOpen(state, intent);
  return opened === state ? state : { ...opened, takenOver: { times, by: null } };
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
const withSettled = <S extends ActiveRun | Ended>(state: S, { stepId, outcome }: StepSettled): S => {
  const step = state.done.get(stepId);
  return step === undefined
    ? state
    : { ...state, done: new Map(state.done).set(stepId, { ...step, settled: outcome }) };
};

const end = (state: ActiveRun | Ended, status: Ended['status']): Ended => {
  if (isEnded(state)) return state;
  const { started, done, failedSteps, firstError, waits, takenOver, deliveries } = state;
  return { status, started, done, failedSteps, firstError, waits, takenOver, deliveries, open: openStep(state) };
};
