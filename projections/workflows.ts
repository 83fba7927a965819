import type { DomainEvent } from '../src/domain/events';
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
  readonly order: string;
}

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
  version: 1,
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
        return { ...workflow, status: 'active', updatedAt: at };
      case 'WorkflowPaused':
        return { ...workflow, status: 'paused', updatedAt: at };
      case 'WorkflowArchived':
        return { ...workflow, status: 'archived', updatedAt: at };
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

const defined = (workflow: WorkflowSummary, { data, metadata }: RecordedOf<'WorkflowDefined'>): WorkflowSummary => ({
  ...workflow,
  name: data.definition.name,
  version: data.version,
  definition: data.definition,
  updatedAt: metadata.at,
});

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
