import { isoTime } from '../../kernel/clock';
import type { SkipReason, StepError } from '../effect/effect';
import { excerpt } from '../../kernel/json-size';
import { merged } from '../../kernel/merged';
import type { JsonObject } from '../../kernel/message';
import { everyStep } from '../steps/step';
import type { Step } from '../steps/step';
import type { OfRun, RunEvent } from './events';
import type { Zone } from '../time/zone';
import type { Running } from './run-state';
import type { World } from './world';

/** What a wait follows from. */
export interface Found {
  readonly rule: string;
  readonly zone: Zone;
}

/** As the output of a step shows it. */
export const shown = ({ rule, zone }: Found): JsonObject => ({ rule, ...zone });

/** The step of that id in the run's version; undefined: there is none. */
export function stepOf({ definition }: Pick<World, 'definition'>, stepId: string): Step | undefined {
  for (const { step } of everyStep(definition.steps)) if (step.id === stepId) return step;
  return undefined;
}

/** What can become of a step: the events that the types of steps decide on. */
export const wait = (
  step: Step,
  run: Running,
  wakeAt: number,
  reason: 'delay' | 'business_hours',
  found: Found,
): RunEvent => ({
  type: 'RunWaiting',
  data: merged(ofRun(run), {
    stepId: step.id,
    waitId: `${step.id}:${run.waits + 1}`,
    wakeAt: isoTime(wakeAt),
    reason,
    rule: found.rule,
    zone: found.zone,
  }),
});

export const completed = (step: Step, run: Running, output: JsonObject, branch?: boolean): RunEvent => ({
  type: 'StepCompleted',
  data: merged(ofStep(step, run), branch === undefined ? { output } : { output, branch }),
});

/** What a template says went wrong may hold any of its data, and all steps of a run may fail in one append. */
const MAX_MESSAGE = 300;

export const failed = (
  step: Step,
  run: Pick<Running, 'started'>,
  { code, message }: StepError,
  output: JsonObject = {},
): RunEvent => ({
  type: 'StepFailed',
  data: merged(ofStep(step, run), { error: { code, message: excerpt(message, MAX_MESSAGE) }, output }),
});

export const skipped = (step: Step, run: Running, reason: SkipReason): RunEvent => ({
  type: 'StepSkipped',
  data: merged(ofStep(step, run), { reason }),
});

export const ofStep = (step: Step, { started: { runId, workflowId, contactId } }: Pick<Running, 'started'>) => ({
  runId,
  workflowId,
  contactId,
  stepId: step.id,
  stepType: step.type,
});

export const ofRun = ({ started: { runId, workflowId, contactId } }: Pick<Running, 'started'>): OfRun => ({
  runId,
  workflowId,
  contactId,
});
