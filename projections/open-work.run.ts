import type { EnrollmentEvent } from '../src/domain/enrollment/events';
import type { RunEvent } from '../src/domain/run/events';
import type { RecordedEvent } from '../src/kernel/message';
import { openLane, openWorkBegun, openWorkDue } from './work';
import type { Work } from './work';

/** What is unfinished about one run; key: `run/<runId>`. A run that waits has nothing here, its timer is in due-waits. */
export type RunWork = Enrolling | AtStep | Ended;

interface OfRun extends Work {
  readonly workflowId: string;
  readonly runId: string;
}

/** The contact is enrolled, its run must be started. */
export interface Enrolling extends OfRun {
  readonly kind: 'enrolling';
  readonly enrollmentId: string;
}

/** The run must go on: from an effect that is being sent until its deadline, or from between two steps. */
export type AtStep = SendingStep | BetweenSteps;

interface Active extends OfRun {
  /** Paused: with its workflow, and in no lane until that is activated again. */
  readonly atStep: 'active' | 'paused';
}
export interface SendingStep extends Active {
  readonly kind: 'step';
  /** The process that sends. */
  readonly lease: string;
}
export interface BetweenSteps extends Active {
  readonly kind: 'running';
}

/** The run has ended: its enrollment must be completed, and what was being sent when it was cancelled must be settled. */
export interface Ended extends OfRun {
  readonly kind: 'ended';
  readonly enrollmentId: string;
  readonly isEnrolled: boolean;
  readonly isSending: boolean;
}

/**
 * Its events come from two streams; the log has each run's enrollment first, and its completion after the run's end. Of a
 * run that was cancelled while it sent something, the late outcome may come before or after that completion.
 */
export function foldRunWork(
  work: RunWork | null,
  event: RecordedEvent<RunEvent | EnrollmentEvent>,
  key: string,
): RunWork | null {
  const { runId, workflowId } = event.data;
  const { account, at } = event.metadata;
  // V8 is slow at adding to what was spread: what is new stands before it
  const begun = (lane?: Work['lane']): OfRun => ({ workflowId, runId, ...openWorkBegun(account, key, at, lane) });
  switch (event.type) {
    case 'ContactEnrolled':
      return { kind: 'enrolling', enrollmentId: event.data.enrollmentId, ...begun() };
    case 'RunStarted':
    case 'RunResumed':
      return { kind: 'running', atStep: 'active', ...begun() };
    case 'RunCompleted':
    case 'RunFailed':
    case 'RunCancelled':
      return ended(begun(), event.data.enrollmentId, work);
    case 'EnrollmentCompleted':
      return work?.kind === 'ended' && work.isSending ? { ...work, isEnrolled: false } : null;
    case 'RunWaiting':
      return null;
    case 'StepStarted': {
      if (!isAtStep(work)) return work;
      const { deadline, lease } = event.data;
      const due = openWorkDue(account, key, at, deadline, work.lane);
      return { kind: 'step', lease, atStep: work.atStep, workflowId, runId, ...due };
    }
    case 'StepCompleted':
    case 'StepFailed':
    case 'StepSkipped':
      if (work?.kind === 'ended') return work.isEnrolled ? { ...work, isSending: false } : null;
      return isAtStep(work) ? { kind: 'running', atStep: work.atStep, ...begun(work.lane) } : work;
    case 'DeliveryReported':
    case 'StepSettled':
    case 'RunTakenOver':
      return work;
    case 'RunPaused':
      return isAtStep(work) ? { ...work, atStep: 'paused', lane: null } : work;
    case 'RunUnpaused':
      if (!isAtStep(work)) return work;
      return work.kind === 'step'
        ? { ...work, atStep: 'active', lane: openLane(key) }
        : { kind: 'running', atStep: 'active', ...begun() };
  }
}

/** What is being sent may still get its outcome from its sender until its deadline. */
function ended(begun: OfRun, enrollmentId: string, before: RunWork | null): Ended {
  const isSending = before?.kind === 'step';
  const { dueAt, order } = isSending && before.dueAt > begun.dueAt ? before : begun;
  return { kind: 'ended', enrollmentId, isEnrolled: true, isSending, ...begun, dueAt, order };
}

const isAtStep = (work: RunWork | null): work is AtStep => work?.kind === 'step' || work?.kind === 'running';
