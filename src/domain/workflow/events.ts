import type { Event } from '../../kernel/message';
import type { Definition } from './definition';

/** Stream `workflow-<workflowId>`. The account is in the metadata. */
export type WorkflowEvent =
  | Event<'WorkflowDefined', WorkflowDefined>
  | Event<'WorkflowActivated', OfWorkflow>
  | Event<'WorkflowPaused', OfWorkflow>
  | Event<'WorkflowArchived', OfWorkflow>;

export interface OfWorkflow {
  readonly workflowId: string;
}

/** A version of the definition; the first one makes the workflow, as a draft. */
export interface WorkflowDefined extends OfWorkflow {
  /** 1, 2, 3 … */
  readonly version: number;
  readonly definition: Definition;
}
