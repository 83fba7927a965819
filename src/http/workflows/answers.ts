import type { WorkflowChange } from '../../../projections/workflows';
import type { WorkflowAnswer } from '../../commands/define-workflow';
import type { EnrolledAnswer } from '../../commands/enroll-contact';
import type { OverviewView } from '../../queries/get-overview';
import type { WorkflowView } from '../../queries/get-workflow';
import type { WorkflowItem } from '../../queries/list-workflows';
import type { CountedBy, DayCounts } from '../../queries/local-days';
import type { Entry, TestRunAnswer } from '../../queries/test-workflow';
import { DEFINITION_EXAMPLE, storedDefinition } from '../openapi/definition';
import { STARTED, asOf, at, pageOf, position, rate } from '../openapi/parts';
import { comparisonResult } from '../openapi/rules';
import { WAKING, WORKFLOW_ID } from '../openapi/run';
import { count, date, flag, listOf, name, object, orNull, text, time, timezone, whole, words } from '../openapi/schema';
import { DELAY_EXAMPLE, SMS_EXAMPLE, testRunItem } from '../openapi/timeline';

const status = words<WorkflowAnswer['status']>('draft', 'active', 'paused', 'archived');
const summary = { workflowId: text, name: text, status, version: whole };
const totals = { totalRuns: count, successRate: rate, lastRunAt: orNull(time) };
const outcomes = { completed: count, failed: count };

export const definedWorkflow = name(
  'DefinedWorkflow',
  object<WorkflowAnswer>({ workflowId: text, version: whole, status, position }),
);

export const changedWorkflow = name(
  'ChangedWorkflow',
  object<Omit<WorkflowAnswer, 'version'>>({ workflowId: text, status, position }),
);

export const workflowPage = pageOf(
  'WorkflowPage',
  name(
    'WorkflowItem',
    object<WorkflowItem>({
      ...summary,
      ...totals,
      activeRuns: count,
      last30Days: listOf(object<WorkflowItem['last30Days'][number]>({ date, ...outcomes })),
    }),
  ),
);

export const workflow = name(
  'Workflow',
  object<WorkflowView>({
    ...summary,
    ...totals,
    ...outcomes,
    activeRuns: count,
    cancelled: count,
    definition: storedDefinition,
    createdAt: time,
    updatedAt: time,
    changes: {
      ...listOf(
        object<WorkflowChange>({
          what: words<WorkflowChange['what']>('defined', 'redefined', 'activated', 'paused', 'archived'),
          version: whole,
          by: text,
          at: time,
        }),
      ),
      description: 'the last twenty, the latest first',
    },
    asOf,
  }),
);

export const overview = name(
  'Overview',
  object<OverviewView>({
    workflowId: text,
    timezone,
    by: words<CountedBy>('finished', 'started'),
    ...totals,
    ...outcomes,
    cancelled: count,
    active: count,
    days: listOf(object<DayCounts>({ date, started: count, ...outcomes })),
    asOf,
  }),
);

export const testRun = name(
  'TestRun',
  object<TestRunAnswer>({
    entry: object<Entry>({
      passed: flag,
      comparisons: listOf(comparisonResult),
      error: orNull(object<NonNullable<Entry['error']>>({ code: text, message: text })),
    }),
    status: words<TestRunAnswer['status']>('completed', 'failed', 'cancelled'),
    startedAt: time,
    finishedAt: time,
    steps: listOf(testRunItem),
  }),
);

export const enrolled = name('Enrolled', object<EnrolledAnswer>({ enrollmentId: text, runId: text, position }));

const ofExample = { workflowId: WORKFLOW_ID, name: 'Welcome', status: 'active', version: 1 };
const totalsOfExample = { totalRuns: 123, successRate: 0.983, lastRunAt: STARTED };
const outcomesOfExample = { completed: 118, failed: 2 };

export const definedExample = (version: number, as: string) => ({
  workflowId: WORKFLOW_ID,
  version,
  status: as,
  ...at,
});

export const changedExample = (as: string) => ({ workflowId: WORKFLOW_ID, status: as, ...at });

export const ITEM_EXAMPLE = {
  ...ofExample,
  activeRuns: 3,
  ...totalsOfExample,
  last30Days: [{ date: '2026-11-24', ...outcomesOfExample }],
};

export const WORKFLOW_EXAMPLE = {
  ...ofExample,
  definition: { ...DEFINITION_EXAMPLE, settings: { reentry: 'when_not_active' } },
  createdAt: STARTED,
  updatedAt: STARTED,
  changes: [{ what: 'activated', version: 1, by: 'owner:Maria', at: STARTED }],
  activeRuns: 3,
  ...totalsOfExample,
  ...outcomesOfExample,
  cancelled: 0,
};

export const OVERVIEW_EXAMPLE = {
  workflowId: WORKFLOW_ID,
  timezone: 'Europe/Madrid',
  by: 'finished',
  ...totalsOfExample,
  ...outcomesOfExample,
  cancelled: 0,
  active: 3,
  days: [{ date: '2026-11-24', started: 123, ...outcomesOfExample }],
};

export const TEST_RUN_EXAMPLE = {
  entry: { passed: true, comparisons: [], error: null },
  status: 'completed',
  startedAt: STARTED,
  finishedAt: WAKING,
  steps: [
    { ...DELAY_EXAMPLE, absent: [] },
    { ...SMS_EXAMPLE, absent: [] },
  ],
};
