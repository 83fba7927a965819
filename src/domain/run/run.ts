import { isoTime } from '../../kernel/clock';
import type { Decider } from '../../kernel/decider';
import { fold } from '../../kernel/decider';
import type { EffectOutcome, StepError } from '../effect/effect';
import { DomainError, NotFound } from '../../kernel/errors';
import { merged } from '../../kernel/merged';
import { kindOf } from '../steps/all';
import { intentOf } from '../steps/enter-effect';
import { MOST_TAKEOVERS, SET_ASIDE } from '../taken-over';
import type { Ended as EndedData, RunBeginning, RunEvent } from './events';
import { reportDelivery } from './late-facts';
import type { DeliveryReport } from './late-facts';
import { nextStep } from './next-step';
import { OUTCOME_UNKNOWN, endedAt, failedAt, outcomeEvent } from './outcome-events';
import { evolveRun } from './evolve-run';
import { initialRun, isEnded, isOpen, openStep } from './run-state';
import type { ActiveRun, OpenStep, RunState, Running, Waiting } from './run-state';
import { settle } from './settle';
import type { Settling } from './settle';
import { completed, ofRun, stepOf } from './step-events';
import { waitForRoom } from './wait-for-room';
import type { WaitForRoom } from './wait-for-room';
import type { World } from './world';

export type RunCommand =
  | { readonly type: 'StartRun'; readonly started: RunBeginning; readonly world: World }
  | { readonly type: 'RecordOutcome'; readonly stepId: string; readonly outcome: EffectOutcome; readonly world: World }
  /** Without a `waitId`: whatever wait it is at. */
  | { readonly type: 'ResumeRun'; readonly waitId: string | null; readonly world: World }
  /** Its process is gone in the middle: `abandoned` says that it is known to be, whatever the deadline of its intent. */
  | { readonly type: 'TakeOverRun'; readonly abandoned: boolean; readonly honoursKeys: boolean; readonly world: World }
  /**
   * The intent of this very process, which knows that nothing of it was sent before its deadline came too near, or the
   * process was to stop: then it lets go of it.
   */
  | { readonly type: 'RenewIntent'; readonly intent: OpenStep; readonly world: World }
  /** Likewise, when its turn has come: from now on it may have been sent. */
  | { readonly type: 'BeginSending'; readonly intent: OpenStep; readonly world: World }
  | ({ readonly type: 'WaitForRoom'; readonly world: World } & WaitForRoom)
  /** After it was taken over, by whoever did so. */
  | { readonly type: 'GoOnWithRun'; readonly world: World }
  /** By the provider that the message of a step was handed to. */
  | ({ readonly type: 'ReportDelivery' } & DeliveryReport)
  /** By somebody who knows what became of an effect: whatever the run's status, which stays. */
  | ({ readonly type: 'SettleOutcome'; readonly world: World } & Settling)
  | { readonly type: 'PauseRun' }
  | { readonly type: 'UnpauseRun'; readonly world: World }
  | { readonly type: 'CancelRun'; readonly reason: string | null };

export const runDecider: Decider<RunState, RunCommand, RunEvent> = {
  initialState: initialRun,
  evolve: evolveRun,
  momentOf: (command) => ('world' in command ? command.world.now : null),

  decide(command, state) {
    if (state.status === 'not_started') {
      if (command.type !== 'StartRun') throw new NotFound('run');
      return start(command.started, command.world);
    }
    switch (command.type) {
      case 'StartRun':
        return [];
      case 'RecordOutcome':
        return recordOutcome(command.stepId, command.outcome, state, command.world);
      case 'ResumeRun':
        return resume(command.waitId, state, command.world);
      case 'TakeOverRun':
        return takeOver(command, state);
      case 'RenewIntent':
        return renew(command.intent, state, command.world);
      case 'BeginSending':
        return renew(command.intent, state, merged(command.world, { held: [] }));
      case 'WaitForRoom':
        return waitForRoom(command, state, command.world);
      case 'GoOnWithRun':
        return goOn(state, command.world);
      case 'ReportDelivery':
        return reportDelivery(command, state);
      case 'PauseRun':
        return state.status === 'running' || state.status === 'waiting' ? [paused(state)] : [];
      case 'UnpauseRun':
        return state.status === 'paused' ? unpause(state, command.world) : [];
      case 'SettleOutcome':
        return settle(command, state, command.world);
      case 'CancelRun':
        return cancel(command.reason, state);
    }
  },
};

const start = (started: RunBeginning, world: World): readonly RunEvent[] => {
  const data = merged(started, { startedAt: isoTime(world.now) });
  return thenAdvance(initialRun, [{ type: 'RunStarted', data }], world);
};

/** Why a ResumeRun that was not refused did nothing. */
export function resumeIgnored(
  state: RunState,
  waitId: string | null,
): 'not_waiting' | 'wait_over' | 'run_ended' | null {
  if (isEnded(state)) return 'run_ended';
  const at = state.status === 'paused' ? state.before : state;
  if (at.status === 'waiting') return waitId !== null && at.wait.waitId !== waitId ? 'wait_over' : null;
  return state.status === 'paused' && waitId === null ? null : 'not_waiting';
}

function resume(waitId: string | null, state: RunState, world: World): readonly RunEvent[] {
  if (resumeIgnored(state, waitId) !== null) return [];
  if (state.status === 'paused') throw new DomainError('run_paused', 'the workflow of this run is paused');
  if (state.status !== 'waiting') return [];
  if (Date.parse(state.wait.wakeAt) > world.now)
    throw new DomainError('wake_time_not_reached', `this run waits until ${state.wait.wakeAt}`, {
      wakeAt: state.wait.wakeAt,
    });
  if (world.workflowPaused) return [paused(state)];
  return wake(state, world);
}

function wake(state: Waiting, world: World): readonly RunEvent[] {
  const resumed: RunEvent = { type: 'RunResumed', data: merged(ofRun(state), { waitId: state.wait.waitId }) };
  const awake = evolveRun(state, resumed) as Running;
  const step = stepOf(world, state.wait.stepId);
  // an effect that had no room is come to anew
  if (step === undefined || state.wait.reason === 'rate_limit') return thenAdvance(state, [resumed], world);
  const settled = kindOf(step.type).wake?.(step, awake, world) ?? completed(step, awake, {});
  return thenAdvance(state, [resumed, settled], world);
}

function recordOutcome(stepId: string, outcome: EffectOutcome, state: RunState, world: World): readonly RunEvent[] {
  const open = openStep(state);
  const step = stepOf(world, stepId);
  if (open?.stepId !== stepId || step === undefined || state.status === 'not_started') return [];
  return thenAdvance(state, [outcomeEvent(step, outcome, state)], world);
}

/**
 * An open intent is sent again, by whoever wins this append, only under the same key and only to a provider that honours
 * keys, or when it is known that nothing was sent. In every other case the run is taken over first, and goes on by a command of its own; once by a process, which
 * has not ended by it when it asks again. Of a run that was cancelled meanwhile nothing is sent any more.
 */
function takeOver(command: Extract<RunCommand, { type: 'TakeOverRun' }>, state: RunState): readonly RunEvent[] {
  const { world } = command;
  if (state.status !== 'running' && !isEnded(state)) return [];
  const { open } = state;
  const isUnsent = open?.unsent === true;
  if (open !== null && !command.abandoned && Date.parse(open.deadline) > world.now) return [];
  if (isEnded(state)) return open === null ? [] : endedAt(open, state, world);
  if (open === null) return takeOverBetween(state, world);
  if (stepOf(world, open.stepId) === undefined) return [];
  if (world.workflowPaused) return [paused(state)];
  if (world.draining)
    return command.honoursKeys || isUnsent ? [] : failedAt(open.stepId, OUTCOME_UNKNOWN, state, world);
  if (state.takenOver.by === world.lease) return [];
  if (state.takenOver.times >= MOST_TAKEOVERS) return setAside(state, world);
  return [command.honoursKeys || isUnsent ? renewedIntent(open, world) : takenOver(state, world)];
}

function takeOverBetween(run: Running, world: World): readonly RunEvent[] {
  if (world.draining) return [];
  if (nextStep(world.definition.steps, run) === 'end') return [endOf(run)];
  if (world.workflowPaused) return [paused(run)];
  if (run.takenOver.by === world.lease) return [];
  return run.takenOver.times >= MOST_TAKEOVERS ? setAside(run, world) : [takenOver(run, world)];
}

const takenOver = (run: Running, world: World): RunEvent => ({
  type: 'RunTakenOver',
  data: { ...ofRun(run), lease: world.lease },
});

/**
 * Whether an intent that is still open went out nobody can know. That is recorded by itself, so that what ends every
 * process that comes to the next step is told of that one.
 */
function goOn(state: RunState, world: World): readonly RunEvent[] {
  if (state.status !== 'running' || state.takenOver.by !== world.lease) return [];
  const { open } = state;
  return open === null ? thenAdvance(state, [], world) : failedAt(open.stepId, OUTCOME_UNKNOWN, state, world);
}

function setAside(run: Running, world: World): readonly RunEvent[] {
  const next = run.open?.stepId ?? nextStep(world.definition.steps, run);
  if (next === 'end') return [endOf(run)];
  const failed = failedAt(typeof next === 'string' ? next : next.id, NO_END, run, world);
  return [...failed, endOf(fold(runDecider, run, failed) as Running)];
}

const NO_END: StepError = {
  code: SET_ASIDE,
  message: `the run was taken over ${MOST_TAKEOVERS} times and came no further`,
};

/** By whoever wins this append: when another has taken it over, it is no more the same. */
function renew(intent: OpenStep, state: RunState, world: World): readonly RunEvent[] {
  if (state.status !== 'running' || !isOpen(intent, state)) return [];
  if (world.draining) return [{ type: 'StepStarted', data: { ...intent, deadline: isoTime(world.now), unsent: true } }];
  return [world.workflowPaused ? paused(state) : renewedIntent(intent, world)];
}

const renewedIntent = ({ unsent, ...effect }: OpenStep, world: World): RunEvent => intentOf(effect, world);

function unpause(state: ActiveRun, world: World): readonly RunEvent[] {
  if (world.workflowPaused) return [];
  return thenAdvance(state, [{ type: 'RunUnpaused', data: ofRun(state) }], world);
}

function cancel(reason: string | null, state: Exclude<RunState, { status: 'not_started' }>): readonly RunEvent[] {
  if (state.status === 'cancelled') return [];
  if (isEnded(state))
    throw new DomainError('run_not_active', `this run is ${state.status}`, { runStatus: state.status });
  return [{ type: 'RunCancelled', data: { ...ended(state), reason } }];
}

/**
 * The events, followed by everything the run does by itself after them: up to an intent, a wait, a pause, its end, or to
 * being taken over.
 */
function thenAdvance(state: RunState, events: readonly RunEvent[], world: World): readonly RunEvent[] {
  const all = [...events];
  let now = fold(runDecider, state, events);
  if (world.inTwo === true && now.status === 'running' && now.open === null)
    return [...all, ...takeOverBetween(now, world)];
  while (now.status === 'running' && now.open === null && !world.draining) {
    const event = advance(now, world);
    all.push(event);
    now = evolveRun(now, event);
  }
  return all;
}

function advance(run: Running, world: World): RunEvent {
  const step = nextStep(world.definition.steps, run);
  if (step === 'end') return endOf(run);
  return world.workflowPaused ? paused(run) : kindOf(step.type).enter(step, run, world);
}

function endOf(run: Running): RunEvent {
  return run.firstError === null
    ? { type: 'RunCompleted', data: ended(run) }
    : { type: 'RunFailed', data: { ...ended(run), failedSteps: run.failedSteps, error: run.firstError } };
}

const ended = (run: ActiveRun): EndedData =>
  merged(ofRun(run), {
    startedAt: run.started.startedAt,
    enrollmentId: run.started.enrollmentId,
    whilePaused: run.status === 'paused',
  });

const paused = (run: ActiveRun): RunEvent => ({ type: 'RunPaused', data: ofRun(run) });
