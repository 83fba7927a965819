import type { DefinedVersion } from '../../projections/definitions';
import { versionKey } from '../../projections/definitions';
import type { ContactSummary } from '../../projections/contact-summary';
import type { Cancelled, RunHistory } from '../../projections/run-history';
import type { RunTrigger } from '../domain/run/events';
import { everyStep } from '../domain/steps/step';
import type { StepType } from '../domain/steps/step';
import type { Definition } from '../domain/workflow/definition';
import type { ReadModel } from '../ports/read-store';
import { durationMs } from '../kernel/clock';

/** A run as the API shows it. Times are ISO 8601. */
export interface RunView {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly contact: ContactSummary;
  readonly trigger: RunTrigger;
  readonly status: RunHistory['status'];
  readonly currentStep: { readonly stepId: string; readonly label: string | null; readonly type: StepType } | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Null until it has ended. */
  readonly durationMs: number | null;
  readonly wakeAt: string | null;
  /** In which the wake time was found; null where it was in none. */
  readonly wakeZone: RunHistory['zone'];
  readonly failedSteps: number;
  readonly error: RunHistory['error'];
  readonly previousRunId: string | null;
  readonly revision: number;
}

/** What people did to a run, beside what lists show of it. */
export interface WhoDid {
  /** Who enrolled the contact; null: nobody did by hand. */
  readonly startedBy: string | null;
  readonly cancelled: Cancelled | null;
}

export const whoDid = ({ startedBy, cancelled }: RunHistory): WhoDid => ({
  startedBy: startedBy ?? null,
  cancelled: cancelled ?? null,
});

/** The definitions that runs go by, each read once. */
export async function definitionsOf(
  definitions: ReadModel<DefinedVersion>,
  runs: readonly RunHistory[],
): Promise<DefinitionOf> {
  const found = await definitions.get([...new Set(runs.map(keyOf))]);
  return (run) => found.get(keyOf(run))?.document.definition ?? null;
}

const keyOf = ({ workflowId, workflowVersion }: RunHistory): string => versionKey(workflowId, workflowVersion);

type DefinitionOf = (run: RunHistory) => Definition | null;

export const runView = (run: RunHistory, definition: Definition | null): RunView => ({
  runId: run.runId,
  workflowId: run.workflowId,
  workflowName: run.workflowName,
  workflowVersion: run.workflowVersion,
  contact: run.contact,
  trigger: run.trigger,
  status: run.status,
  currentStep: run.currentStep && { ...run.currentStep, label: labelOf(definition, run.currentStep.stepId) },
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
  durationMs: run.finishedAt === null ? null : durationMs(run.startedAt, run.finishedAt),
  wakeAt: run.wakeAt,
  wakeZone: run.wakeAt === null ? null : run.zone,
  failedSteps: run.failedSteps,
  error: run.error,
  previousRunId: run.previousRunId,
  revision: run.revision,
});

/** Of a step that may not be in it any more. */
export function labelOf(definition: Definition | null, stepId: string): string | null {
  if (definition === null) return null;
  for (const { step } of everyStep(definition.steps)) if (step.id === stepId) return step.label ?? null;
  return null;
}
