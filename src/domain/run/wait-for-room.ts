import { isoTime } from '../../kernel/clock';
import type { RunEvent } from './events';
import { isEnded, isOpen } from './run-state';
import type { OpenStep, RunState } from './run-state';
import { failed, ofRun, stepOf } from './step-events';
import type { World } from './world';

/** The intent of this very process, of which nothing was sent: its channel's minute is full, and it may wait for another. */
export interface WaitForRoom {
  readonly intent: OpenStep;
  /** When it is to be tried again, milliseconds since the epoch. */
  readonly wakeAt: number;
  /** What there is too little room by: `at most 60 sms a minute`. */
  readonly rule: string;
}

/** By whoever still has the intent. A run that was paused meanwhile waits on as such; one that was cancelled does not. */
export function waitForRoom(
  { intent, wakeAt, rule }: WaitForRoom,
  state: Exclude<RunState, { status: 'not_started' }>,
  world: World,
): readonly RunEvent[] {
  const step = stepOf(world, intent.stepId);
  if (!isOpen(intent, state) || step === undefined) return [];
  if (isEnded(state))
    return [
      failed(step, state, { code: 'rate_limited', message: `${rule}; the run was cancelled before there was room` }),
    ];
  const data = {
    ...ofRun(state),
    stepId: intent.stepId,
    waitId: `${intent.stepId}:${state.waits + 1}`,
    wakeAt: isoTime(wakeAt),
    rule,
    reason: 'rate_limit',
    stepType: intent.stepType,
    ...(state.status === 'paused' && { whilePaused: true as const }),
  } as const;
  return [{ type: 'RunWaiting', data }];
}
