import type { DeliveryStatus } from '../effect/delivery';
import type { FailureCode, StepError } from '../effect/effect';
import type { KnownOutcome, RunStarted, StepStarted, WaitReason } from './events';

/**
 * A run as its events tell it, a union on `status`. What it does next follows from the steps it is done with and its
 * version of the definition, nothing else, so any process can go on with it.
 */
export type RunState = NotStarted | Running | Waiting | Paused | Ended;

export interface NotStarted {
  readonly status: 'not_started';
}

export interface Begun {
  readonly started: RunStarted;
  readonly done: ReadonlyMap<string, DoneStep>;
  readonly failedSteps: number;
  readonly firstError: FirstError | null;
  /** Waits begun so far; numbers their ids. */
  readonly waits: number;
  readonly takenOver: TakenOver;
  /** How far messages came, as far as their provider told, by step. */
  readonly deliveries: ReadonlyMap<string, DeliveryStatus>;
  /** What their provider calls them, by step. */
  readonly providerIds: ReadonlyMap<string, string>;
}

/** Since it last came any further. */
export interface TakenOver {
  readonly times: number;
  /** Who is about to go on without an intent. */
  readonly by: string | null;
}

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
export interface AtWait {
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

/** Whether that very intent is being sent, as it was made. */
export const isOpen = ({ stepId, lease, deadline }: OpenStep, state: RunState): boolean => {
  const open = openStep(state);
  return open?.stepId === stepId && open.lease === lease && open.deadline === deadline;
};

export const isEnded = (state: RunState): state is Ended =>
  state.status === 'completed' || state.status === 'failed' || state.status === 'cancelled';

/** Whether it was, since it last came any further. */
export const wasTakenOver = (state: RunState): boolean => state.status !== 'not_started' && state.takenOver.times > 0;

/** Whether it is between two steps, and nobody goes on with it by itself. */
export const isBetweenSteps = (state: RunState): state is Running => state.status === 'running' && state.open === null;

/** Whether a process, by its lease, is about to go on with it. */
export const isTakenOverBy = (state: RunState, lease: string): boolean =>
  state.status === 'running' && state.takenOver.by === lease;
