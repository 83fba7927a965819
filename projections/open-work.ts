import type { DomainEvent } from '../src/domain/events';
import type { Projection } from '../src/kernel/projection';
import { concerning, NO_KEYS } from './event-filter';
import type { RecordedOf } from './event-filter';
import { foldRunWork } from './open-work.run';
import type { RunWork } from './open-work.run';
import { openWorkBegun } from './work';
import type { Work } from './work';
import { foldWorkflowWork } from './open-work.workflow';
import type { WorkflowWork } from './open-work.workflow';

/** Everything that is unfinished, and would stay so if nobody looked. */
export type OpenWork = FanOut | RunWork | WorkflowWork;

/** An inbound event that is being tried against its candidates; key: `event/<stream>`. */
export interface FanOut extends Work {
  readonly kind: 'fan_out';
  readonly stream: string;
}

const ofEvent = concerning('EventReceived', 'EventHandled');
const ofRun = concerning(
  'ContactEnrolled',
  'EnrollmentCompleted',
  'RunStarted',
  'StepStarted',
  'StepCompleted',
  'StepFailed',
  'StepSkipped',
  'RunWaiting',
  'RunResumed',
  'RunPaused',
  'RunUnpaused',
  'RunCompleted',
  'RunFailed',
  'RunCancelled',
);
const ofWorkflow = concerning(
  'WorkflowActivated',
  'WorkflowPaused',
  'RunStarted',
  'RunPaused',
  'RunUnpaused',
  'RunCompleted',
  'RunFailed',
  'RunCancelled',
);

/** `byWorkflow` finds the runs at a step of a workflow that is being paused, or activated again. */
export const openWork: Projection<OpenWork, DomainEvent> = {
  name: 'open-work',
  version: 1,
  types: new Set([...ofEvent.types, ...ofRun.types, ...ofWorkflow.types]),
  indexes: { due: ['lane', 'order'], byWorkflow: ['workflowId', 'atStep', 'order'] },

  keys(event) {
    if (ofEvent(event)) return [`event/${event.stream}`];
    const run = ofRun(event) ? [`run/${event.data.runId}`] : NO_KEYS;
    return ofWorkflow(event) ? [...run, `workflow/${event.data.workflowId}`] : run;
  },

  fold(work, event, key) {
    if (ofEvent(event)) return event.type === 'EventReceived' ? fanOut(event, key) : null;
    if (ofWorkflow(event) && key.startsWith('workflow/'))
      return foldWorkflowWork(isWorkflowWork(work) ? work : null, event, key);
    return ofRun(event) ? foldRunWork(isRunWork(work) ? work : null, event, key) : work;
  },
};

const fanOut = ({ stream, metadata }: RecordedOf<'EventReceived'>, key: string): FanOut => ({
  kind: 'fan_out',
  stream,
  ...openWorkBegun(metadata.account, key, metadata.at),
});

const isWorkflowWork = (work: OpenWork | null): work is WorkflowWork =>
  work?.kind === 'pausing' || work?.kind === 'unpausing';

const isRunWork = (work: OpenWork | null): work is RunWork =>
  work !== null && work.kind !== 'fan_out' && !isWorkflowWork(work);
