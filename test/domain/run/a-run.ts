import { RuleBudget } from '../../../src/domain/rules/rule-budget';
import { DEFAULT_SETTINGS } from '../../../src/domain/account/settings';
import type { Ended, RunEvent, RunStarted } from '../../../src/domain/run/events';
import type { RunCommand } from '../../../src/domain/run/run';
import type { World } from '../../../src/domain/run/world';
import type { SmsStep, Step, StepType } from '../../../src/domain/steps/step';
import type { Zone } from '../../../src/domain/time/zone';
import type { Definition } from '../../../src/domain/workflow/definition';
import type { EffectOutcome, EffectRequest, FailureCode, SkipReason } from '../../../src/domain/effect/effect';
import { hashId } from '../../../src/kernel/ids';
import type { JsonObject } from '../../../src/kernel/message';
import { RenderBudget } from '../../../src/domain/templates/render-budget';

/** A Tuesday morning within the default business hours. */
export const NOW = '2026-11-24T10:00:00.000Z';
export const LEASE_MS = 10_000;

export const ofRun = { runId: 'run-1', workflowId: 'welcome', contactId: 'ana' };

export const started: RunStarted = {
  ...ofRun,
  startedAt: NOW,
  workflowName: 'Welcome',
  workflowVersion: 1,
  enrollmentId: 'enrollment-1',
  contact: { id: 'ana', name: 'Ana', phone: '+15550100', email: 'ana@example.com' },
  data: { total: 1200 },
  trigger: { type: 'manual' },
  previousRunId: null,
};

export const definitionOf = (steps: readonly Step[], timezone?: string): Definition => ({
  name: 'Welcome',
  trigger: { type: 'manual' },
  steps,
  settings: { reentry: 'when_not_active', ...(timezone === undefined ? {} : { timezone }) },
});

/** A world in which a run has these steps; `at` is its time. */
export const worldOf = (steps: readonly Step[], at = NOW, changes: Partial<World> = {}): World => ({
  now: Date.parse(at),
  account: 'acme',
  settings: DEFAULT_SETTINGS,
  optOuts: new Set(),
  optedOutAddresses: new Set(),
  definition: definitionOf(steps),
  workflowPaused: false,
  draining: false,
  lease: 'process-1',
  leaseMs: { sms: LEASE_MS, email: LEASE_MS, webhook: LEASE_MS },
  webhookAllowPrivate: [],
  links: null,
  renderBudget: RenderBudget.ofDecision(),
  ruleBudget: new RuleBudget(),
  ...changes,
});

export const start = (steps: readonly Step[], changes: Partial<World> = {}): RunCommand => ({
  type: 'StartRun',
  started,
  world: worldOf(steps, NOW, changes),
});

export const sms = (id: string, more: Partial<SmsStep> = {}): SmsStep => ({ id, type: 'sms', body: 'Hello', ...more });

export const SMS: EffectRequest = { channel: 'sms', to: '+15550100', body: 'Hello' };
export const SENT: EffectOutcome = { status: 'completed', output: { via: 'outbox' } };
export const refusedWith = (code: FailureCode): EffectOutcome => ({
  status: 'failed',
  error: { code, message: `it is a ${code}` },
  output: {},
});

export const runStartedAt = (startedAt: string): RunEvent => ({ type: 'RunStarted', data: { ...started, startedAt } });
export const runStarted = runStartedAt(NOW);

export const intent = (stepId: string, request: EffectRequest = SMS, at = NOW, lease = 'process-1'): RunEvent => ({
  type: 'StepStarted',
  data: {
    ...ofRun,
    stepId,
    stepType: request.channel,
    idempotencyKey: hashId('effect', 'run-1', stepId),
    deadline: new Date(Date.parse(at) + LEASE_MS).toISOString(),
    lease,
    request,
  },
});

export const completed = (stepId: string, stepType: StepType, output: JsonObject = {}, branch?: boolean): RunEvent => ({
  type: 'StepCompleted',
  data: { ...ofRun, stepId, stepType, output, ...(branch === undefined ? {} : { branch }) },
});
export const sent = (stepId: string): RunEvent => completed(stepId, 'sms', { via: 'outbox' });

export const failed = (
  stepId: string,
  code: FailureCode,
  message = `it is a ${code}`,
  stepType: StepType = 'sms',
): RunEvent => ({
  type: 'StepFailed',
  data: { ...ofRun, stepId, stepType, error: { code, message }, output: {} },
});
export const skipped = (stepId: string, reason: SkipReason): RunEvent => ({
  type: 'StepSkipped',
  data: { ...ofRun, stepId, stepType: 'sms', reason },
});

/** The zone of whoever told none. */
export const UTC: Zone = { timezone: 'UTC', timezoneOf: 'default' };

/** The `n`th wait of the run. */
export const waiting = (
  stepId: string,
  n: number,
  wakeAt: string,
  rule: string,
  reason: 'delay' | 'business_hours' = 'delay',
  zone: Zone = UTC,
): RunEvent => ({
  type: 'RunWaiting',
  data: { ...ofRun, stepId, waitId: `${stepId}:${n}`, wakeAt, reason, rule, zone },
});
/** The `n`th wait of the run, before a message that had no room. */
export const waitingForRoom = (stepId: string, n: number, wakeAt: string, whilePaused = false): RunEvent => ({
  type: 'RunWaiting',
  data: {
    ...ofRun,
    stepId,
    waitId: `${stepId}:${n}`,
    wakeAt,
    reason: 'rate_limit',
    rule: ROOM_RULE,
    stepType: 'sms',
    ...(whilePaused && { whilePaused }),
  },
});
export const ROOM_RULE = 'at most 60 sms a minute';
export const resumed = (waitId: string): RunEvent => ({ type: 'RunResumed', data: { ...ofRun, waitId } });
export const paused: RunEvent = { type: 'RunPaused', data: ofRun };
export const unpaused: RunEvent = { type: 'RunUnpaused', data: ofRun };

const ended: Ended = { ...ofRun, startedAt: NOW, enrollmentId: 'enrollment-1', whilePaused: false };
export const runCompleted: RunEvent = { type: 'RunCompleted', data: ended };
export const runFailed = (
  failedSteps: number,
  stepId: string,
  code: FailureCode,
  message = `it is a ${code}`,
): RunEvent => ({
  type: 'RunFailed',
  data: { ...ended, failedSteps, error: { stepId, code, message } },
});
export const runCancelled = (reason: string | null, whilePaused = false): RunEvent => ({
  type: 'RunCancelled',
  data: { ...ended, whilePaused, reason },
});
