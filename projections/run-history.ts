import type { DomainEvent } from '../src/domain/events';
import { isWhilePaused, typeOfWaiting } from '../src/domain/run/events';
import type { RunEvent, RunTrigger } from '../src/domain/run/events';
import type { StepType } from '../src/domain/steps/step';
import type { Zone } from '../src/domain/time/zone';
import type { StepError } from '../src/domain/effect/effect';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';
import { summaryOf } from './contact-summary';
import type { ContactSummary } from './contact-summary';

export const RUN_STATUSES = ['running', 'waiting', 'paused', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** One run as lists show it; key: its runId. Times are ISO 8601. */
export interface RunHistory {
  readonly account: string;
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly contact: ContactSummary;
  readonly contactId: string;
  readonly trigger: RunTrigger;
  readonly status: RunStatus;
  /** Null between two steps and once the run has ended. */
  readonly currentStep: { readonly stepId: string; readonly type: StepType } | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Null unless waiting. */
  readonly wakeAt: string | null;
  /** The wake time of its wait while the run is paused. */
  readonly heldWakeAt: string | null;
  /** In which the wake time of its last wait was found; null where it was in none, or that was not kept. */
  readonly zone: Pick<Zone, 'timezone' | 'timezoneOf'> | null;
  readonly failedSteps: number;
  /** Of its first failed step. */
  readonly error: (StepError & { readonly stepId: string }) | null;
  readonly errorCode: string | null;
  /** Whether a step of it has an outcome that is not known, the first that failed or another, also after the end. */
  readonly unknown: 'outcome_unknown' | null;
  readonly previousRunId: string | null;
  /** Who enrolled the contact by hand, `<role>:<name or fingerprint of the key>`. */
  readonly startedBy?: string;
  readonly cancelled?: Cancelled;
  /** Of the last event of its stream. */
  readonly revision: number;
  readonly order: string;
}

export interface Cancelled {
  /** Who did it, `<role>:<name or fingerprint of the key>`. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string | null;
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
  'RunResumed',
  'RunPaused',
  'RunUnpaused',
  'RunTakenOver',
  'RunCompleted',
  'RunFailed',
  'RunCancelled',
);

/** An index for every combination of the filters of a list of runs. */
export const runHistory: Projection<RunHistory, DomainEvent> = {
  name: 'run-history',
  version: 7,
  types: concerns.types,
  indexes: {
    recent: ['account', 'order'],
    byStatus: ['account', 'status', 'order'],
    byWorkflow: ['account', 'workflowId', 'order'],
    byWorkflowStatus: ['account', 'workflowId', 'status', 'order'],
    byContact: ['account', 'contactId', 'order'],
    byContactStatus: ['account', 'contactId', 'status', 'order'],
    byError: ['account', 'errorCode', 'order'],
    byErrorStatus: ['account', 'errorCode', 'status', 'order'],
    byErrorWorkflow: ['account', 'errorCode', 'workflowId', 'order'],
    byUnknown: ['account', 'unknown', 'order'],
    byErrorWorkflowStatus: ['account', 'errorCode', 'workflowId', 'status', 'order'],
  },

  keys: (event) => (concerns(event) ? [event.data.runId] : NO_KEYS),

  fold(run, event) {
    if (!concerns(event)) return run;
    if (event.type === 'RunStarted') return started(event);
    if (run === null) return null;
    const unknown = event.type === 'StepFailed' && event.data.error.code === 'outcome_unknown';
    const known = { ...run, unknown: unknown ? 'outcome_unknown' : run.unknown, revision: event.revision } as const;
    // An outcome that comes in after the end shows on its step only.
    return run.finishedAt !== null ? known : Object.assign(known, changes(run, event));
  },
};

function started({ data, metadata, revision, position }: RecordedOf<'RunStarted'>): RunHistory {
  const contact = summaryOf(data.contact);
  return {
    account: metadata.account,
    runId: data.runId,
    workflowId: data.workflowId,
    workflowName: data.workflowName,
    workflowVersion: data.workflowVersion,
    contact,
    contactId: contact.id,
    trigger: data.trigger,
    status: 'running',
    currentStep: null,
    startedAt: data.startedAt,
    finishedAt: null,
    wakeAt: null,
    heldWakeAt: null,
    zone: null,
    failedSteps: 0,
    error: null,
    errorCode: null,
    unknown: null,
    previousRunId: data.previousRunId,
    revision,
    order: `${data.startedAt}|${position}`,
    ...(data.trigger.type === 'manual' ? { startedBy: metadata.actor } : {}),
  };
}

function changes(run: RunHistory, event: RecordedOf<Exclude<RunEvent['type'], 'RunStarted'>>): Partial<RunHistory> {
  switch (event.type) {
    case 'StepStarted':
      return { currentStep: { stepId: event.data.stepId, type: event.data.stepType } };
    case 'StepCompleted':
    case 'StepSkipped':
      return { currentStep: null };
    case 'StepFailed': {
      const error = run.error ?? { stepId: event.data.stepId, ...event.data.error };
      return { currentStep: null, failedSteps: run.failedSteps + 1, error, errorCode: error.code };
    }
    case 'RunWaiting': {
      const { stepId, wakeAt, zone } = event.data;
      const currentStep = { stepId, type: typeOfWaiting(event.data) };
      const at = { currentStep, zone: zone === undefined ? null : whose(zone) };
      return isWhilePaused(event.data) ? { ...at, heldWakeAt: wakeAt } : { ...at, status: 'waiting', wakeAt };
    }
    case 'RunResumed':
      return { status: 'running', wakeAt: null };
    case 'RunPaused':
      return { status: 'paused', wakeAt: null, heldWakeAt: run.wakeAt };
    case 'RunUnpaused':
      return { status: run.heldWakeAt === null ? 'running' : 'waiting', wakeAt: run.heldWakeAt, heldWakeAt: null };
    case 'DeliveryReported':
    case 'StepSettled':
    case 'RunTakenOver':
      return {};
    case 'RunCompleted':
      return ended('completed', event.metadata.at);
    case 'RunFailed': {
      const { failedSteps, error } = event.data;
      return { ...ended('failed', event.metadata.at), failedSteps, error, errorCode: error.code };
    }
    case 'RunCancelled':
      return { ...ended('cancelled', event.metadata.at), cancelled: cancelled(event) };
  }
}

const whose = ({ timezone, timezoneOf }: Zone) => ({ timezone, timezoneOf });

const cancelled = ({ data, metadata }: RecordedOf<'RunCancelled'>): Cancelled => ({
  by: metadata.actor,
  at: metadata.at,
  reason: data.reason,
});

const ended = (status: RunStatus, finishedAt: string): Partial<RunHistory> => ({
  status,
  currentStep: null,
  finishedAt,
  wakeAt: null,
  heldWakeAt: null,
});
