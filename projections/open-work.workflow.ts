import type { RecordedOf } from './event-filter';
import { openLane, openWorkDue } from './work';
import type { Work } from './work';

/**
 * The runs of one workflow that are to be paused or unpaused; key: `workflow/<workflowId>`. It counts the active runs
 * from the log, so that a run that starts while its workflow is being paused is in the count as well.
 */
export interface WorkflowWork extends Work {
  /** What is to be done with its runs: `pausing` while the workflow is paused, at any other time `unpausing`. */
  readonly kind: 'pausing' | 'unpausing';
  readonly workflowId: string;
  /** Active runs that are not paused. */
  readonly running: number;
  readonly paused: number;
}

export type WorkflowWorkEvent = RecordedOf<
  | 'WorkflowActivated'
  | 'WorkflowPaused'
  | 'RunStarted'
  | 'RunPaused'
  | 'RunUnpaused'
  | 'RunCompleted'
  | 'RunFailed'
  | 'RunCancelled'
>;

export function foldWorkflowWork(
  work: WorkflowWork | null,
  event: WorkflowWorkEvent,
  key: string,
): WorkflowWork | null {
  const { kind, running, paused } = changed(work ?? NO_RUNS, event);
  if (kind === 'unpausing' && running === 0 && paused === 0) return null;
  if (kind === work?.kind && running === work.running && paused === work.paused) return work;

  const todo = kind === 'pausing' ? running : paused;
  const lane = todo > 0 ? openLane(key) : null;
  const { account, at } = event.metadata;
  const begun = work !== null && work.lane === lane && work.kind === kind ? work.since : at;
  const due = openWorkDue(account, key, begun, begun, lane);
  return { kind, workflowId: event.data.workflowId, running, paused, ...due };
}

type Runs = Pick<WorkflowWork, 'kind' | 'running' | 'paused'>;
const NO_RUNS: Runs = { kind: 'unpausing', running: 0, paused: 0 };

function changed({ kind, running, paused }: Runs, event: WorkflowWorkEvent): Runs {
  switch (event.type) {
    case 'WorkflowPaused':
      return { kind: 'pausing', running, paused };
    case 'WorkflowActivated':
      return { kind: 'unpausing', running, paused };
    case 'RunStarted':
      return { kind, running: running + 1, paused };
    case 'RunPaused':
      return { kind, running: running - 1, paused: paused + 1 };
    case 'RunUnpaused':
      return { kind, running: running + 1, paused: paused - 1 };
    case 'RunCompleted':
    case 'RunFailed':
    case 'RunCancelled':
      return event.data.whilePaused ? { kind, running, paused: paused - 1 } : { kind, running: running - 1, paused };
  }
}
