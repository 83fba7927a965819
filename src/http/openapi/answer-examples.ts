import { DEFAULT_SETTINGS } from '../../domain/account/settings';
import type { ANSWER_SCHEMAS } from './answer-schemas';
import { DEFINITION_EXAMPLE } from '../workflows/bodies';

const WORKFLOW = '2dfdda74-57a5-8552-bfa4-3d92a494f04f';
const RUN = 'a4cc7550-2967-866c-9aeb-6e59dd7e977e';
const STARTED = '2026-11-24T10:00:00.000Z';
const WAKING = '2026-11-26T10:00:00.000Z';

const at = { position: '0000000000000012' };
const read = { asOf: { ...at, lagMs: 0 } };
const page = (item: object) => ({ items: [item], nextCursor: null, ...read });
const outcomes = { completed: 118, failed: 2 };
const totals = { totalRuns: 123, successRate: 0.983, lastRunAt: STARTED };

const run = {
  runId: RUN,
  workflowId: WORKFLOW,
  workflowName: 'Welcome',
  workflowVersion: 1,
  contact: { id: 'c-1', name: 'Ana', email: 'ana@example.com', phone: '+34600000000' },
  trigger: { type: 'event', event: 'contact.created', eventId: 'evt-1' },
  status: 'waiting',
  currentStep: { stepId: 'two-days', label: null, type: 'delay' },
  startedAt: STARTED,
  finishedAt: null,
  durationMs: null,
  wakeAt: WAKING,
  failedSteps: 0,
  error: null,
  previousRunId: null,
  revision: 3,
};

const step = {
  stepId: 'hello',
  parentStepId: null,
  type: 'sms',
  label: null,
  status: 'completed',
  startedAt: STARTED,
  finishedAt: STARTED,
  durationMs: 0,
  output: { to: '+34600000000', body: 'Hi Ana, welcome!', via: 'outbox' },
  error: null,
  skippedReason: null,
  branch: null,
  wakeAt: null,
  waitReason: null,
};

const effect = {
  effectId: '5d879d2385852641c97057aedb3deff3',
  runId: RUN,
  stepId: 'hello',
  channel: 'sms',
  to: '+34600000000',
  subject: null,
  body: 'Hi Ana, welcome!',
  idempotencyKey: '5d879d2385852641c97057aedb3deff3',
  at: STARTED,
};

const workflow = { workflowId: WORKFLOW, name: 'Welcome', status: 'active', version: 1 };
const summary = { ...workflow, activeRuns: 3, ...totals, last30Days: [{ date: '2026-11-24', ...outcomes }] };
const detail = {
  ...workflow,
  definition: { ...DEFINITION_EXAMPLE, settings: { reentry: 'when_not_active' } },
  createdAt: STARTED,
  updatedAt: STARTED,
  activeRuns: 3,
  ...totals,
  ...outcomes,
  cancelled: 0,
};
const overview = {
  workflowId: WORKFLOW,
  timezone: 'Europe/Madrid',
  by: 'finished',
  ...totals,
  ...outcomes,
  cancelled: 0,
  active: 3,
  days: [{ date: '2026-11-24', started: 123, ...outcomes }],
};
const defined = (version: number, status: string) => ({ workflowId: WORKFLOW, version, status, ...at });
const changed = (status: string) => ({ workflowId: WORKFLOW, status, ...at });
const optOuts = (...channels: readonly string[]) => ({ contactId: 'c-1', optOuts: channels, ...at });

const A = '/api/automations';

/** What every route answers when it lets the request be: the schema, and an example of it. */
export const ANSWERS: Readonly<Record<string, readonly [schema: keyof typeof ANSWER_SCHEMAS, example: object]>> = {
  'GET /health/live': ['Health', { status: 'ok' }],
  'GET /health/ready': ['Health', { status: 'ok' }],
  [`POST ${A}/workflows`]: ['DefinedWorkflow', defined(1, 'draft')],
  [`PUT ${A}/workflows/{id}`]: ['DefinedWorkflow', defined(2, 'active')],
  [`GET ${A}/workflows`]: ['WorkflowPage', page(summary)],
  [`GET ${A}/workflows/{id}`]: ['Workflow', { ...detail, ...read }],
  [`POST ${A}/workflows/{id}/activate`]: ['ChangedWorkflow', changed('active')],
  [`POST ${A}/workflows/{id}/pause`]: ['ChangedWorkflow', changed('paused')],
  [`POST ${A}/workflows/{id}/archive`]: ['ChangedWorkflow', changed('archived')],
  [`POST ${A}/workflows/{id}/test-runs`]: [
    'TestRun',
    {
      entry: { passed: true, comparisons: [], error: null },
      status: 'completed',
      startedAt: STARTED,
      finishedAt: WAKING,
      steps: [step],
    },
  ],
  [`POST ${A}/workflows/{id}/enrollments`]: ['Enrolled', { enrollmentId: effect.effectId, runId: RUN, ...at }],
  [`GET ${A}/workflows/{id}/overview`]: ['Overview', { ...overview, ...read }],
  [`GET ${A}/workflows/{id}/runs`]: ['RunPage', page(run)],
  [`GET ${A}/runs`]: ['RunPage', page(run)],
  [`GET ${A}/runs/{id}`]: ['RunWithTimeline', { ...run, timeline: [step], ...read }],
  [`POST ${A}/runs/{id}/cancel`]: ['CancelledRun', { runId: RUN, status: 'cancelled', ...at }],
  [`POST ${A}/runs/{id}/resume`]: ['ResumedRun', { runId: RUN, status: 'completed', resumed: true, ...at }],
  [`POST ${A}/events`]: [
    'HandledEvent',
    {
      eventId: 'evt-1',
      matched: 1,
      results: [{ workflowId: WORKFLOW, outcome: 'started', runId: RUN }],
      ...at,
    },
  ],
  [`GET ${A}/settings`]: ['Settings', { ...DEFAULT_SETTINGS, ...read }],
  [`PUT ${A}/settings`]: ['ChangedSettings', { ...DEFAULT_SETTINGS, ...at }],
  [`PUT ${A}/contacts/{id}/opt-outs/{channel}`]: ['OptOuts', optOuts('sms')],
  [`DELETE ${A}/contacts/{id}/opt-outs/{channel}`]: ['OptOuts', optOuts()],
  [`GET ${A}/outbox`]: ['OutboxPage', page(effect)],
  'POST /internal/engine/resume-due': ['ResumedRuns', { resumed: 2, failed: [{ runId: RUN, code: 'run_paused' }] }],
  'POST /internal/engine/reminders/check': ['FiredReminders', { fired: 1, failed: [] }],
};
