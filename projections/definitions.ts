import type { DomainEvent } from '../src/domain/events';
import type { Definition } from '../src/domain/workflow/definition';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';

/** One version of a workflow, which never changes: what the runs that go by it are shown with. */
export interface DefinedVersion {
  readonly account: string;
  readonly workflowId: string;
  readonly version: number;
  readonly definition: Definition;
}

/** The key of a version. */
export const versionKey = (workflowId: string, version: number): string => `${workflowId}/${version}`;

const concerns = concerning('WorkflowDefined');

export const definitions: Projection<DefinedVersion, DomainEvent> = {
  name: 'definitions',
  version: 1,
  types: concerns.types,
  indexes: {},

  keys: (event) => (concerns(event) ? [versionKey(event.data.workflowId, event.data.version)] : NO_KEYS),

  fold(defined, event) {
    if (!concerns(event)) return defined;
    const { workflowId, version, definition } = event.data;
    return { account: event.metadata.account, workflowId, version, definition };
  },
};
