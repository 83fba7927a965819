import type { Definition } from '../../../src/domain/workflow/definition';
import type { WorkflowEvent } from '../../../src/domain/workflow/events';
import { triggerEvents } from '../../../src/domain/workflow/trigger-events';
import { workflowDecider } from '../../../src/domain/workflow/workflow';
import type { WorkflowCommand } from '../../../src/domain/workflow/workflow';
import { fold } from '../../../src/kernel/decider';
import { given } from '../../given';

const workflowId = 'welcome';
const definitionOf = (name: string): Definition => ({
  name,
  trigger: { type: 'manual' },
  steps: [{ id: 'hi', type: 'sms', body: 'Hello' }],
  settings: { reentry: 'when_not_active' },
});

const define = (name: string, expectedVersion: number | null = null): WorkflowCommand => ({
  type: 'DefineWorkflow',
  workflowId,
  definition: definitionOf(name),
  expectedVersion,
});
const ACTIVATE: WorkflowCommand = { type: 'ActivateWorkflow' };
const PAUSE: WorkflowCommand = { type: 'PauseWorkflow' };
const ARCHIVE: WorkflowCommand = { type: 'ArchiveWorkflow' };

const defined = (version: number, name: string): WorkflowEvent => ({
  type: 'WorkflowDefined',
  data: { workflowId, version, definition: definitionOf(name) },
});
const activated: WorkflowEvent = { type: 'WorkflowActivated', data: { workflowId } };
const paused: WorkflowEvent = { type: 'WorkflowPaused', data: { workflowId } };
const archived: WorkflowEvent = { type: 'WorkflowArchived', data: { workflowId } };

const draft = [defined(1, 'One')];
const inStatus = { draft, active: [...draft, activated], paused: [...draft, activated, paused] };
const stateAfter = (...events: readonly WorkflowEvent[]) => fold(workflowDecider, workflowDecider.initialState, events);

describe('a workflow', () => {
  it('begins as a draft with its first version', () => {
    given(workflowDecider, []).when(define('One')).then(draft);
    expect(stateAfter(...draft)).toMatchObject({ status: 'draft', version: 1 });
  });

  it.each([ACTIVATE, PAUSE, ARCHIVE])('has to be defined before $type', (command) => {
    given(workflowDecider, []).when(command).refuses('not_found');
  });

  it.each(Object.entries(inStatus))('that is %s takes a next version, and keeps its status', (status, past) => {
    given(workflowDecider, past)
      .when(define('Two'))
      .then([defined(2, 'Two')]);
    expect(stateAfter(...past, defined(2, 'Two'))).toMatchObject({
      status,
      version: 2,
      definition: { name: 'Two' },
    });
  });

  it('keeps every version for the runs that go by it', () => {
    const state = stateAfter(defined(1, 'One'), activated, defined(2, 'Two'), paused, defined(3, 'Three'));
    expect(state).toMatchObject({
      definitions: new Map([
        [1, definitionOf('One')],
        [2, definitionOf('Two')],
        [3, definitionOf('Three')],
      ]),
    });
  });

  it('gets a version of its own also for a definition that reads the same', () => {
    given(workflowDecider, draft)
      .when(define('One'))
      .then([defined(2, 'One')]);
  });

  it('takes a next version of who knows the latest', () => {
    given(workflowDecider, [...draft, defined(2, 'Two')])
      .when(define('Three', 2))
      .then([defined(3, 'Three')]);
  });

  it.each([1, 3])('refuses that of who knows version %i when the latest is 2', (known) => {
    given(workflowDecider, [...draft, defined(2, 'Two')])
      .when(define('Three', known))
      .refuses('version_conflict');
  });
});

describe('the status of a workflow', () => {
  it.each<[keyof typeof inStatus, WorkflowCommand, readonly WorkflowEvent[]]>([
    ['draft', ACTIVATE, [activated]],
    ['draft', ARCHIVE, [archived]],
    ['active', ACTIVATE, []],
    ['active', PAUSE, [paused]],
    ['active', ARCHIVE, [archived]],
    ['paused', ACTIVATE, [activated]],
    ['paused', PAUSE, []],
    ['paused', ARCHIVE, [archived]],
  ])('%s, after %j: %j', (status, command, events) => {
    given(workflowDecider, inStatus[status]).when(command).then(events);
  });

  it('draft cannot be paused', () => {
    given(workflowDecider, draft).when(PAUSE).refuses('workflow_not_active', { workflowStatus: 'draft' });
  });

  it('archived is final', () => {
    const over = given(workflowDecider, [...inStatus.active, archived]);
    over.when(ARCHIVE).then([]);
    for (const command of [ACTIVATE, PAUSE, define('Two')]) over.when(command).refuses('workflow_archived');
  });

  it('follows its events', () => {
    expect(stateAfter(...inStatus.active).status).toBe('active');
    expect(stateAfter(...inStatus.paused).status).toBe('paused');
    expect(stateAfter(...inStatus.paused, activated).status).toBe('active');
    expect(stateAfter(...inStatus.paused, archived).status).toBe('archived');
    expect(stateAfter(...inStatus.paused, archived)).toMatchObject({ holdsRuns: true });
    expect(stateAfter(...inStatus.active, archived)).toMatchObject({ holdsRuns: false });
  });

  it('is none before the first version, whatever else is told', () => {
    for (const event of [activated, paused, archived]) expect(stateAfter(event)).toBe(workflowDecider.initialState);
  });
});

describe('the inbound events that concern a workflow', () => {
  const reminder = {
    type: 'reminder',
    event: 'appointment.booked',
    dateField: 'data.startsAt',
    offset: '-PT24H',
    key: 'data.id',
  } as const;

  it.each<[Definition['trigger'], readonly string[]]>([
    [{ type: 'manual' }, []],
    [{ type: 'event', event: 'estimate.sent' }, ['estimate.sent']],
    [reminder, ['appointment.booked']],
    [{ ...reminder, cancelEvent: 'appointment.cancelled' }, ['appointment.booked', 'appointment.cancelled']],
  ])('with the trigger %j are %j', (trigger, events) => {
    expect(triggerEvents({ ...definitionOf('One'), trigger })).toEqual(events);
  });
});
