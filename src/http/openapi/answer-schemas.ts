import type { CountedBy, DayCounts } from '../../queries/local-days';
import { RUN_STATUSES } from '../../../projections/run-history';
import type { RunHistory, RunStatus } from '../../../projections/run-history';
import type { TimelineItem } from '../../../projections/timeline';
import type { OptOutAnswer } from '../../commands/change-opt-out';
import type { WorkflowAnswer } from '../../commands/define-workflow';
import type { AccountSettings } from '../../domain/account/settings';
import type { OptOutChannel } from '../../domain/contact/events';
import type { EventResult, Outcome } from '../../domain/inbound/events';
import type { ComparisonResult } from '../../domain/rules/evaluate-rule';
import type { RunTrigger, WaitReason } from '../../domain/run/events';
import { OPERATORS } from '../../domain/rules/rule';
import { STEP_TYPES } from '../../domain/steps/step';
import type { Definition } from '../../domain/workflow/definition';
import type { EnrolledAnswer } from '../../engine/enrolling/enroller';
import type { FanOutAnswer } from '../../engine/enrolling/fan-out';
import type { AsOf } from '../../engine/projecting/projection-progress';
import type { ResumeAnswer, RunAnswer } from '../../engine/running/runner';
import type { FiredReminders, WokenRuns } from '../../engine/due-work/scheduler';
import type { Entry } from '../../engine/running/simulator';
import { FAILURE_CODES } from '../../domain/effect/effect';
import type { EffectChannelName, StepError } from '../../domain/effect/effect';
import type { OverviewView } from '../../queries/get-overview';
import type { RunWithTimeline } from '../../queries/get-run';
import type { SettingsView } from '../../queries/get-settings';
import type { WorkflowView } from '../../queries/get-workflow';
import type { OutboxPage } from '../../queries/list-outbox';
import type { WorkflowItem } from '../../queries/list-workflows';
import type { RunView } from '../../queries/run-view';
import type { TestRunAnswer } from '../../queries/test-workflow';
import {
  accountSettings,
  anyFields,
  date,
  flag,
  json,
  listOf,
  object,
  orNull,
  ref,
  storedWorkflowSettings,
  text,
  time,
  timezone,
  told,
  whole,
  words,
} from './body-schemas';
import type { Schemas } from './body-schemas';

const position = { ...text, description: 'opaque; a query takes it as minPosition' };
const asOf = ref('AsOf');
const rate = orNull({ type: 'number', minimum: 0, maximum: 1, description: 'of the runs that completed or failed' });
const orNullText = orNull(text);
const orNullTime = orNull(time);
const orNullWhole = orNull(whole);

const runStatus = words(...RUN_STATUSES);
const workflowStatus = words<WorkflowAnswer['status']>('draft', 'active', 'paused', 'archived');
const stepType = words(...STEP_TYPES);
const stepError = {
  code: words(...FAILURE_CODES),
  message: text,
};
const fault = { code: text, message: text };

const run = {
  runId: text,
  workflowId: text,
  workflowName: text,
  workflowVersion: whole,
  contact: object<RunView['contact']>({ id: text, name: orNullText, email: orNullText, phone: orNullText }),
  trigger: object<RunTrigger>(
    { type: words<RunTrigger['type']>('event', 'manual', 'reminder') },
    { eventId: text, event: text },
  ),
  status: runStatus,
  currentStep: orNull(object<NonNullable<RunView['currentStep']>>({ stepId: text, label: orNullText, type: stepType })),
  startedAt: time,
  finishedAt: orNullTime,
  durationMs: { ...orNullWhole, description: 'null until it has ended' },
  wakeAt: { ...orNullTime, description: 'null unless waiting' },
  failedSteps: whole,
  error: orNull(object<NonNullable<RunHistory['error']>>({ stepId: text, ...stepError })),
  previousRunId: orNullText,
  revision: whole,
};

const workflow = { workflowId: text, name: text, status: workflowStatus, version: whole };
const counts = { activeRuns: whole, totalRuns: whole, successRate: rate, lastRunAt: orNullTime };
const outcomes = { completed: whole, failed: whole };
const channel = words<EffectChannelName>('sms', 'email', 'webhook');

interface Page {
  readonly items: unknown;
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
}
const pageOf = (name: string) => object<Page>({ items: listOf(ref(name)), nextCursor: orNullText, asOf });
const answered = { runId: text, status: runStatus, position };

export const ANSWER_SCHEMAS = {
  Health: object<{ status: 'ok' }>({ status: words('ok') }),
  AsOf: object<AsOf>({
    position,
    lagMs: { ...whole, description: 'how long ago it was last seen to be up to date; 0 when it is' },
  }),
  DefinedWorkflow: object<WorkflowAnswer>({ workflowId: text, version: whole, status: workflowStatus, position }),
  ChangedWorkflow: object<Omit<WorkflowAnswer, 'version'>>({ workflowId: text, status: workflowStatus, position }),
  WorkflowItem: object<WorkflowItem>({
    ...workflow,
    ...counts,
    last30Days: listOf(object<WorkflowItem['last30Days'][number]>({ date, ...outcomes })),
  }),
  WorkflowPage: pageOf('WorkflowItem'),
  Workflow: object<WorkflowView>({
    ...workflow,
    ...counts,
    ...outcomes,
    cancelled: whole,
    definition: object<Definition>({ ...told, settings: storedWorkflowSettings }, { entryConditions: ref('Rule') }),
    createdAt: time,
    updatedAt: time,
    asOf,
  }),
  Overview: object<OverviewView>({
    workflowId: text,
    timezone,
    by: words<CountedBy>('finished', 'started'),
    totalRuns: whole,
    ...outcomes,
    cancelled: whole,
    active: whole,
    successRate: rate,
    lastRunAt: orNullTime,
    days: listOf(object<DayCounts>({ date, started: whole, ...outcomes })),
    asOf,
  }),
  TestRun: object<TestRunAnswer>({
    entry: object<Entry>({
      passed: flag,
      comparisons: listOf(
        object<ComparisonResult>({ field: text, op: words(...OPERATORS), value: json, actual: json, passed: flag }),
      ),
      error: orNull(object<NonNullable<Entry['error']>>(fault)),
    }),
    status: words<TestRunAnswer['status']>('completed', 'failed', 'cancelled'),
    startedAt: time,
    finishedAt: time,
    steps: listOf(ref('TimelineItem')),
  }),
  Enrolled: object<EnrolledAnswer>({ enrollmentId: text, runId: text, position }),
  Run: object<RunView>(run),
  RunPage: pageOf('Run'),
  RunWithTimeline: object<RunWithTimeline>({ ...run, timeline: listOf(ref('TimelineItem')), asOf }),
  TimelineItem: object<TimelineItem>({
    stepId: text,
    parentStepId: { ...orNullText, description: 'the condition it stands in' },
    type: stepType,
    label: orNullText,
    status: words<TimelineItem['status']>('pending', 'running', 'waiting', 'completed', 'failed', 'skipped'),
    startedAt: orNullTime,
    finishedAt: orNullTime,
    durationMs: orNullWhole,
    output: { ...orNull(anyFields), description: 'the effect as it was sent, and what came of it' },
    error: orNull(object<StepError>(stepError)),
    skippedReason: orNull(
      words<NonNullable<TimelineItem['skippedReason']>>('sms_opt_out', 'email_opt_out', 'cancelled', 'not_reached'),
    ),
    branch: { ...orNull(flag), description: 'the branch a condition took' },
    wakeAt: { ...orNullTime, description: 'of a wait, also after the wake' },
    waitReason: orNull(words<WaitReason>('delay', 'business_hours')),
  }),
  CancelledRun: object<RunAnswer>({ ...answered, status: words<RunStatus>('cancelled') }),
  ResumedRun: {
    oneOf: [
      object<Extract<ResumeAnswer, { resumed: true }>>({ ...answered, resumed: { ...flag, enum: [true] } }),
      object<Extract<ResumeAnswer, { resumed: false }>>({
        ...answered,
        resumed: { ...flag, enum: [false] },
        reason: words('not_waiting', 'wait_over', 'run_ended'),
      }),
    ],
  },
  HandledEvent: object<FanOutAnswer>({
    eventId: text,
    matched: whole,
    results: listOf(
      object<EventResult>(
        {
          workflowId: text,
          outcome: words<Outcome>(
            'started',
            'already_active',
            'already_enrolled',
            'not_matched',
            'failed',
            'scheduled',
            'moved',
            'removed',
            'duplicate',
          ),
        },
        { runId: text, error: object<NonNullable<EventResult['error']>>(fault) },
      ),
    ),
    position,
  }),
  Settings: object<SettingsView>({ ...accountSettings, asOf }),
  ChangedSettings: object<AccountSettings & Pick<RunAnswer, 'position'>>({ ...accountSettings, position }),
  OptOuts: object<OptOutAnswer>({
    contactId: text,
    optOuts: listOf(words<OptOutChannel>('sms', 'email')),
    position,
  }),
  OutboxItem: object<OutboxPage['items'][number]>({
    effectId: text,
    runId: text,
    stepId: text,
    channel,
    to: { ...text, description: "a webhook's is its URL" },
    subject: orNullText,
    body: { ...text, description: "a webhook's is its JSON text" },
    idempotencyKey: text,
    at: time,
  }),
  OutboxPage: pageOf('OutboxItem'),
  ResumedRuns: object<WokenRuns>({
    resumed: whole,
    failed: listOf(object<WokenRuns['failed'][number]>({ runId: text, code: text })),
  }),
  FiredReminders: object<FiredReminders>({
    fired: whole,
    failed: listOf(object<FiredReminders['failed'][number]>({ reminderId: text, code: text })),
  }),
} satisfies Schemas;
