import type { WaitReason } from '../src/domain/run/events';
import { everyStep } from '../src/domain/steps/step';
import type { PlacedStep, StepType } from '../src/domain/steps/step';
import type { Definition } from '../src/domain/workflow/definition';
import type { StepError } from '../src/domain/effect/effect';
import { smsSegments } from '../src/domain/effect/sms-segments';
import type { SmsSegments } from '../src/domain/effect/sms-segments';
import { durationMs } from '../src/kernel/clock';
import type { JsonObject } from '../src/kernel/message';
import type { RunStatus } from './run-history';
import type { ReachedStep, Settled, StepTimeline } from './step-timeline';

/** One step of a run, reached or not; an SMS that was rendered has its segments too. Times are ISO 8601. */
export interface TimelineItem extends Partial<SmsSegments> {
  readonly stepId: string;
  /** The condition it stands in. */
  readonly parentStepId: string | null;
  /** The branch of that condition. */
  readonly parentBranch: boolean | null;
  readonly type: StepType;
  readonly label: string | null;
  readonly status: 'pending' | ReachedStep['status'];
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly output: JsonObject | null;
  readonly error: StepError | null;
  readonly skippedReason: ReachedStep['skippedReason'] | 'not_reached';
  readonly branch: boolean | null;
  readonly wakeAt: string | null;
  readonly waitReason: WaitReason | null;
  readonly delivery: ReachedStep['delivery'];
  /** Of an unknown outcome, once somebody knew. */
  readonly settled: Settled | null;
}

/**
 * Every step of the definition, depth first, with what the run has done of it; the definition is of the run's version.
 * Steps not reached are pending as long as the run may come to them.
 */
export function timelineOf(
  definition: Definition,
  timeline: Pick<StepTimeline, 'steps'> | null,
  runStatus: RunStatus,
): readonly TimelineItem[] {
  const ended = runStatus === 'completed' || runStatus === 'failed' || runStatus === 'cancelled';
  const steps = new Map(timeline?.steps.map((step) => [step.stepId, step]));
  return Array.from(everyStep(definition.steps), (placed) => {
    const reached = steps.get(placed.step.id);
    return reached === undefined ? notReached(placed, ended) : reachedItem(placed, reached);
  });
}

const placeOf = ({ step, parentStepId, parentBranch }: PlacedStep) => ({
  stepId: step.id,
  parentStepId,
  parentBranch,
  type: step.type,
  label: step.label ?? null,
});

const notReached = (placed: PlacedStep, ended: boolean): TimelineItem => ({
  ...placeOf(placed),
  status: ended ? 'skipped' : 'pending',
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  output: null,
  error: null,
  skippedReason: ended ? 'not_reached' : null,
  branch: null,
  wakeAt: null,
  waitReason: null,
  delivery: null,
  settled: null,
});

const reachedItem = (placed: PlacedStep, step: ReachedStep): TimelineItem => ({
  ...placeOf(placed),
  status: step.status,
  startedAt: step.startedAt,
  finishedAt: step.finishedAt,
  durationMs: step.finishedAt === null ? null : durationMs(step.startedAt, step.finishedAt),
  output: step.output,
  error: step.error,
  skippedReason: step.skippedReason,
  branch: step.branch,
  wakeAt: step.wakeAt,
  waitReason: step.waitReason,
  delivery: step.delivery,
  settled: step.settled,
  ...segmentsOf(step),
});

function segmentsOf({ type, output }: ReachedStep): Partial<SmsSegments> {
  const body = output?.['body'];
  return type === 'sms' && typeof body === 'string' && output?.['shortened'] !== true ? smsSegments(body) : {};
}
