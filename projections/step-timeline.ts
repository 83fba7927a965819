import type { DomainEvent } from '../src/domain/events';
import { typeOfWaiting } from '../src/domain/run/events';
import type { KnownOutcome, RunEvent, WaitReason } from '../src/domain/run/events';
import type { StepType } from '../src/domain/steps/step';
import { isNews } from '../src/domain/effect/delivery';
import type { Delivery } from '../src/domain/effect/delivery';
import type { EffectRequest, SkipReason, StepError } from '../src/domain/effect/effect';
import { excerpt, jsonBytes } from '../src/kernel/json-size';
import { merged } from '../src/kernel/merged';
import type { Json, JsonObject } from '../src/kernel/message';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';

/** The steps that one run has reached, in that order; key: its runId. */
export interface StepTimeline {
  readonly account: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowVersion: number;
  readonly endedAt: string | null;
  readonly steps: readonly ReachedStep[];
}

/** Times are ISO 8601. */
export interface ReachedStep {
  readonly stepId: string;
  readonly type: StepType;
  readonly status: 'running' | 'waiting' | 'completed' | 'failed' | 'skipped';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** The effect as it was sent, and what came back; of other steps what they found. `shortened: true`: see fitting. */
  readonly output: JsonObject | null;
  readonly error: StepError | null;
  /** `cancelled`: its run was cancelled while it waited here. */
  readonly skippedReason: SkipReason | 'cancelled' | null;
  /** The branch a condition took. */
  readonly branch: boolean | null;
  /** Of a wait, also after the wake. */
  readonly wakeAt: string | null;
  readonly waitReason: WaitReason | null;
  /** How far a message came, where its provider tells. */
  readonly delivery: (Delivery & { readonly at: string }) | null;
  /** Of an unknown outcome, once somebody knew. */
  readonly settled: Settled | null;
}

export interface Settled {
  readonly outcome: KnownOutcome;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

const concerns = concerning(
  'RunStarted',
  'StepStarted',
  'StepCompleted',
  'StepFailed',
  'StepSkipped',
  'DeliveryReported',
  'StepSettled',
  'RunWaiting',
  'RunCompleted',
  'RunFailed',
  'RunCancelled',
);

export const stepTimeline: Projection<StepTimeline, DomainEvent> = {
  name: 'step-timeline',
  version: 5,
  types: concerns.types,
  indexes: {},

  keys: (event) => (concerns(event) ? [event.data.runId] : NO_KEYS),

  fold(run, event) {
    if (!concerns(event)) return run;
    if (event.type === 'RunStarted') return started(event);
    if (run === null) return null;
    switch (event.type) {
      case 'RunCompleted':
      case 'RunFailed':
        return { ...run, endedAt: event.metadata.at };
      case 'RunCancelled':
        return { ...run, endedAt: event.metadata.at, steps: withoutWait(run.steps, event.metadata.at) };
      case 'StepStarted':
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepSkipped':
      case 'StepSettled':
      case 'RunWaiting':
        return { ...run, steps: withStep(run.steps, event) };
      case 'DeliveryReported':
        return { ...run, steps: withDelivery(run.steps, event) };
    }
  },
};

const started = ({ data, metadata }: RecordedOf<'RunStarted'>): StepTimeline => ({
  account: metadata.account,
  runId: data.runId,
  workflowId: data.workflowId,
  workflowVersion: data.workflowVersion,
  endedAt: null,
  steps: [],
});

type StepEvent = RecordedOf<Exclude<Extract<RunEvent, { data: { stepId: string } }>['type'], 'DeliveryReported'>>;

function withStep(steps: StepTimeline['steps'], event: StepEvent): StepTimeline['steps'] {
  const index = steps.findLastIndex((step) => step.stepId === event.data.stepId);
  const step = reached(steps[index], event);
  const output = step.output && fitting(step.output, steps, index);
  const fitted = output === step.output ? step : { ...step, output };
  return index < 0 ? [...steps, fitted] : steps.with(index, fitted);
}

/** Bytes that the outputs of a run have together: a run is one document, and one answer. */
const MAX_OUTPUTS = 512 * 1024;
/** An output of fewer bytes always fits, so long are the texts of one that does not, in characters. */
const [SMALL, BEGINNING] = [4_096, 1_000];

/** The output, or the beginnings of its texts where all of it is too much; the audit trail and the outbox have all of it. */
function fitting(output: JsonObject, steps: StepTimeline['steps'], index: number): JsonObject {
  if (isSurelySmall(output)) return output;
  const bytes = jsonBytes(output);
  if (bytes <= SMALL) return output;
  const room = steps.reduce((left, step, i) => (i === index ? left : left - jsonBytes(step.output)), MAX_OUTPUTS);
  if (bytes <= room) return output;
  const beginning = ([name, value]: [string, Json]): [string, Json] => [
    name,
    typeof value === 'string' ? excerpt(value, BEGINNING) : value,
  ];
  return { ...Object.fromEntries(Object.entries(output).map(beginning)), shortened: true };
}

/** Without writing its JSON, in which a unit of a text takes six bytes at most, as does what stands around it. */
function isSurelySmall(output: JsonObject): boolean {
  let most = 2;
  for (const name in output) {
    const value = output[name];
    if (typeof value !== 'string') return false;
    most += 6 * (name.length + value.length + 1);
  }
  return most <= SMALL;
}

/** A step without an intent starts and ends at its outcome; a second intent is the takeover of a first one. */
function reached(before: ReachedStep | undefined, event: StepEvent): ReachedStep {
  const { at } = event.metadata;
  const type = event.type === 'RunWaiting' ? typeOfWaiting(event.data) : event.data.stepType;
  const step = before ?? untouched(event.data.stepId, type, at);
  switch (event.type) {
    case 'StepStarted':
      return { ...step, status: 'running', output: shown(event.data.request) };
    case 'RunWaiting':
      return {
        ...step,
        status: 'waiting',
        output: { rule: event.data.rule, ...event.data.zone },
        wakeAt: event.data.wakeAt,
        waitReason: event.data.reason,
      };
    case 'StepCompleted': {
      const { output, branch = null, delivery } = event.data;
      const done = {
        ...step,
        status: 'completed',
        finishedAt: at,
        output: merged(step.output ?? {}, output),
        branch,
      } as const;
      return delivery === undefined ? done : told(done, { status: delivery, code: null, at });
    }
    case 'StepFailed': {
      const { output, error } = event.data;
      return { ...step, status: 'failed', finishedAt: at, output: merged(step.output ?? {}, output), error };
    }
    case 'StepSettled': {
      const { outcome, by, reason } = event.data;
      return { ...step, settled: { outcome, by, at, reason } };
    }
    case 'StepSkipped':
      return { ...step, status: 'skipped', finishedAt: at, output: null, skippedReason: event.data.reason };
  }
}

const withDelivery = (
  steps: StepTimeline['steps'],
  { data: { stepId, status, code }, metadata: { at } }: RecordedOf<'DeliveryReported'>,
): StepTimeline['steps'] => steps.map((step) => (step.stepId === stepId ? told(step, { status, code, at }) : step));

const told = (step: ReachedStep, delivery: NonNullable<ReachedStep['delivery']>): ReachedStep =>
  isNews(step.delivery?.status ?? null, delivery.status) ? { ...step, delivery } : step;

const untouched = (stepId: string, type: StepType, startedAt: string): ReachedStep => ({
  stepId,
  type,
  status: 'running',
  startedAt,
  finishedAt: null,
  output: null,
  error: null,
  skippedReason: null,
  branch: null,
  wakeAt: null,
  waitReason: null,
  delivery: null,
  settled: null,
});

/** Without a webhook's headers, which may hold its secrets, and without its body. */
function shown(request: EffectRequest): JsonObject {
  switch (request.channel) {
    case 'sms':
      return { to: request.to, body: request.body };
    case 'email':
      return { to: request.to, subject: request.subject, body: request.body };
    case 'webhook':
      return { url: request.url, method: request.method };
  }
}

/** A cancelled run abandons its wait. An effect that is being sent still has its outcome to come. */
const withoutWait = (steps: StepTimeline['steps'], at: string): StepTimeline['steps'] =>
  steps.map((step) =>
    step.status === 'waiting' ? { ...step, status: 'skipped', finishedAt: at, skippedReason: 'cancelled' } : step,
  );
