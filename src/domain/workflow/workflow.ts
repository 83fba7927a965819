import type { Decider } from '../../kernel/decider';
import { DomainError, NotFound } from '../../kernel/errors';
import type { Definition } from './definition';
import type { WorkflowEvent } from './events';

export type WorkflowState = { readonly status: 'none' } | DefinedWorkflow;

export interface DefinedWorkflow {
  readonly status: 'draft' | 'active' | 'paused' | 'archived';
  /** It was paused and not activated since, also when it was archived then: nothing that it holds back goes out by itself. */
  readonly holdsRuns: boolean;
  readonly workflowId: string;
  /** The latest; so is `definition`. */
  readonly version: number;
  readonly definition: Definition;
  /** By version: runs keep theirs. */
  readonly definitions: ReadonlyMap<number, Definition>;
}

export type WorkflowCommand =
  | {
      readonly type: 'DefineWorkflow';
      readonly workflowId: string;
      readonly definition: Definition;
      /** The latest that its author knows; null: whichever it is. */
      readonly expectedVersion: number | null;
    }
  | { readonly type: 'ActivateWorkflow' }
  | { readonly type: 'PauseWorkflow' }
  | { readonly type: 'ArchiveWorkflow' };

/** Archived is final: active runs go on to their end, held ones stay held until they are cancelled, nothing else changes. */
export const workflowDecider: Decider<WorkflowState, WorkflowCommand, WorkflowEvent> = {
  initialState: { status: 'none' },

  decide(command, state) {
    if (command.type === 'DefineWorkflow') return define(command, state);
    if (state.status === 'none') throw new NotFound('workflow');
    const { workflowId } = state;
    switch (command.type) {
      case 'ActivateWorkflow':
        refuseArchived(state);
        return state.status === 'active' ? [] : [{ type: 'WorkflowActivated', data: { workflowId } }];
      case 'PauseWorkflow':
        refuseArchived(state);
        if (state.status === 'draft')
          throw new DomainError('workflow_not_active', 'a draft cannot be paused', { workflowStatus: state.status });
        return state.status === 'paused' ? [] : [{ type: 'WorkflowPaused', data: { workflowId } }];
      case 'ArchiveWorkflow':
        return state.status === 'archived' ? [] : [{ type: 'WorkflowArchived', data: { workflowId } }];
    }
  },

  evolve(state, event) {
    if (event.type === 'WorkflowDefined') {
      const { workflowId, version, definition } = event.data;
      const before =
        state.status === 'none'
          ? { status: 'draft' as const, holdsRuns: false, definitions: new Map<number, Definition>() }
          : state;
      const definitions = new Map(before.definitions).set(version, definition);
      return { status: before.status, holdsRuns: before.holdsRuns, workflowId, version, definition, definitions };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'WorkflowActivated':
        return { ...state, status: 'active', holdsRuns: false };
      case 'WorkflowPaused':
        return { ...state, status: 'paused', holdsRuns: true };
      case 'WorkflowArchived':
        return { ...state, status: 'archived' };
    }
  },
};

type DefineWorkflow = Extract<WorkflowCommand, { readonly type: 'DefineWorkflow' }>;

function define(
  { workflowId, definition, expectedVersion }: DefineWorkflow,
  state: WorkflowState,
): readonly WorkflowEvent[] {
  if (state.status !== 'none') refuseArchived(state);
  const latest = state.status === 'none' ? 0 : state.version;
  if (expectedVersion !== null && expectedVersion !== latest)
    throw new DomainError('version_conflict', `the latest version is ${latest}, not ${expectedVersion}`);
  return [{ type: 'WorkflowDefined', data: { workflowId, version: latest + 1, definition } }];
}

function refuseArchived({ status }: DefinedWorkflow): void {
  if (status === 'archived') throw new DomainError('workflow_archived', 'this workflow is archived');
}
