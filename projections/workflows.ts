import type { DomainEvent, Recorded } from '../src/domain/events';
import type { Definition } from '../src/domain/workflow/definition';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';

/** A workflow as lists show it; key: its workflowId. Times are ISO 8601. */
export interface WorkflowSummary {
  readonly account: string;
  readonly workflowId: string;
  readonly name: string;
  readonly status: 'draft' | 'active' | 'paused' | 'archived';
  /** The latest; so is the definition. */
  readonly version: number;
  readonly definition: Definition;
  readonly createdAt: string;
  /** When it was last defined, activated, paused or archived. */
  readonly updatedAt: string;
  readonly activeRuns: number;
  readonly totalRuns: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** The start of the most recent run. */
  readonly lastRunAt: string | null;
  /** The last twenty, the latest first. */
  readonly changes?: readonly WorkflowChange[];
  readonly order: string;
}

/** What somebody did to a workflow. */
export interface WorkflowChange {
  readonly what: 'defined' | 'redefined' | 'activated' | 'paused' | 'archived';
  /** Of the definition, then. */
  readonly version: number;
  /** `<role>:<name or fingerprint of the key>`. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

const MAX_CHANGES = 20;

const concerns = concerning(
  'WorkflowDefined',
  'WorkflowActivated',
  'WorkflowPaused',
  'WorkflowArchived',
  'RunStarted',
  'RunCompleted',
  'RunFailed',
  'RunCancelled',
);

export const workflows: Projection<WorkflowSummary, DomainEvent> = {
  name: 'workflows',
  version: 2,
  types: concerns.types,
  indexes: { byAccount: ['account', 'order'] },

  keys: (event) => (concerns(event) ? [event.data.workflowId] : NO_KEYS),

  fold(workflow, event) {
    if (!concerns(event)) return workflow;
    if (event.type === 'WorkflowDefined') return defined(workflow ?? draft(event), event);
    if (workflow === null) return null;
    const { at } = event.metadata;
    const activeRuns = workflow.activeRuns - 1;
    switch (event.type) {
      case 'WorkflowActivated':
        return { ...workflow, status: 'active', updatedAt: at, changes: withChange(workflow, 'activated', event) };
      case 'WorkflowPaused':
        return { ...workflow, status: 'paused', updatedAt: at, changes: withChange(workflow, 'paused', event) };
      case 'WorkflowArchived':
        return { ...workflow, status: 'archived', updatedAt: at, changes: withChange(workflow, 'archived', event) };
      case 'RunStarted': {
        const { totalRuns, lastRunAt } = workflow;
        const { startedAt } = event.data;
        return {
          ...workflow,
          activeRuns: workflow.activeRuns + 1,
          totalRuns: totalRuns + 1,
          lastRunAt: lastRunAt === null || startedAt > lastRunAt ? startedAt : lastRunAt,
        };
      }
      case 'RunCompleted':
        return { ...workflow, activeRuns, completed: workflow.completed + 1 };
      case 'RunFailed':
        return { ...workflow, activeRuns, failed: workflow.failed + 1 };
      case 'RunCancelled':
        return { ...workflow, activeRuns, cancelled: workflow.cancelled + 1 };
    }
  },
};

function defined(workflow: WorkflowSummary, event: RecordedOf<'WorkflowDefined'>): WorkflowSummary {
  const { definition, version } = event.data;
  const what = version === 1 ? 'defined' : 'redefined';
  return {
    ...workflow,
    name: definition.name,
    version,
    definition,
    updatedAt: event.metadata.at,
    changes: withChange({ ...workflow, version }, what, event),
  };
}

const withChange = (
  { version, changes = [] }: WorkflowSummary,
  what: WorkflowChange['what'],
  { metadata: { actor: by, at } }: Recorded,
): readonly WorkflowChange[] => [{ what, version, by, at }, ...changes].slice(0, MAX_CHANGES);

const draft = ({ data, metadata, position }: RecordedOf<'WorkflowDefined'>): WorkflowSummary => ({
  account: metadata.account,
  workflowId: data.workflowId,
  name: data.definition.name,
  status: 'draft',
  version: data.version,
  definition: data.definition,
  createdAt: metadata.at,
  updatedAt: metadata.at,
  activeRuns: 0,
  totalRuns: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  lastRunAt: null,
  order: `${metadata.at}|${position}`,
});
