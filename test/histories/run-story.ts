import type { Ended, OfRun, RunEvent, RunStarted } from '../../src/domain/run/events';
import type { StepType } from '../../src/domain/steps/step';
import type { DeliveryStatus } from '../../src/domain/effect/delivery';
import type { EffectChannelName, EffectRequest, FailureCode } from '../../src/domain/effect/effect';
import { hashId } from '../../src/kernel/ids';
import type { JsonObject } from '../../src/kernel/message';
import type { Ledger } from './ledger';

const REQUESTS: Readonly<Record<EffectChannelName, EffectRequest>> = {
  sms: { channel: 'sms', to: '+34600000001', body: 'Hello' },
  email: { channel: 'email', to: 'ana@example.com', subject: 'Hi', body: '<p>Hello</p>' },
  webhook: {
    channel: 'webhook',
    url: 'https://example.com/hook',
    method: 'POST',
    headers: { authorization: 'Bearer secret' },
    body: { total: 5 },
  },
};

/** Tells what happens to one run and its enrollment, each event at the ledger's time. */
export class RunStory {
  private readonly start: Omit<RunStarted, 'startedAt'>;
  private startedAt = '';
  private paused = false;
  private waitId = '';
  private waitCount = 0;
  private failures: { readonly stepId: string; readonly code: FailureCode; readonly message: string }[] = [];

  constructor(
    private readonly ledger: Ledger,
    start: Partial<Omit<RunStarted, 'startedAt'>> = {},
    readonly account = 'acme',
  ) {
    const { runId = 'run-1', workflowId = 'welcome', contactId = 'ana' } = start;
    this.start = {
      runId,
      workflowId,
      contactId,
      workflowName: 'Welcome',
      workflowVersion: 1,
      enrollmentId: hashId('enrollment', account, workflowId, contactId),
      contact: { id: contactId, name: `${contactId} of ${account}` },
      data: {},
      trigger: { type: 'manual' },
      previousRunId: null,
      ...start,
    };
  }

  get runId(): string {
    return this.start.runId;
  }

  enrolls(): void {
    this.ledger.append(this.account, this.enrollment, { type: 'ContactEnrolled', data: this.start });
  }
  leaves(): void {
    const { enrollmentId } = this.start;
    const data = { ...this.ofRun, enrollmentId };
    this.ledger.append(this.account, this.enrollment, { type: 'EnrollmentCompleted', data });
  }

  starts(): void {
    this.startedAt = this.ledger.time;
    this.append({ type: 'RunStarted', data: { ...this.start, startedAt: this.startedAt } });
  }

  /**
   * @param leaseMs how long its sender may take
   * @param says    what is other than usual in the request
   */
  sends(stepId: string, stepType: EffectChannelName = 'sms', leaseMs = 10_000, says: { body?: string } = {}): void {
    this.append({
      type: 'StepStarted',
      data: {
        ...this.ofRun,
        stepId,
        stepType,
        idempotencyKey: hashId('effect', this.runId, stepId),
        deadline: this.ledger.in(leaseMs),
        lease: 'process-1',
        request: { ...REQUESTS[stepType], ...says },
      },
    });
  }

  completes(
    stepId: string,
    stepType: StepType,
    output: JsonObject = {},
    branch?: boolean,
    told?: DeliveryStatus,
  ): void {
    const more = { ...(branch === undefined ? {} : { branch }), ...(told === undefined ? {} : { delivery: told }) };
    this.append({ type: 'StepCompleted', data: { ...this.ofRun, stepId, stepType, output, ...more } });
  }
  isToldOf(stepId: string, status: DeliveryStatus, code: string | null = null): void {
    this.append({ type: 'DeliveryReported', data: { ...this.ofRun, stepId, providerId: 'SM1', status, code } });
  }
  fails(stepId: string, stepType: StepType, code: FailureCode = 'provider_error', output: JsonObject = {}): void {
    const message = `${stepId} went wrong`;
    this.failures.push({ stepId, code, message });
    this.append({ type: 'StepFailed', data: { ...this.ofRun, stepId, stepType, error: { code, message }, output } });
  }
  skips(stepId: string, stepType: StepType = 'sms'): void {
    this.append({ type: 'StepSkipped', data: { ...this.ofRun, stepId, stepType, reason: 'sms_opt_out' } });
  }

  /** @param ms until the wake time */
  waits(stepId: string, ms: number, reason: 'delay' | 'business_hours' = 'delay'): void {
    this.waitCount += 1;
    this.waitId = `${stepId}:${this.waitCount}`;
    const data = { ...this.ofRun, stepId, waitId: this.waitId, wakeAt: this.ledger.in(ms), reason, rule: 'for a test' };
    this.append({ type: 'RunWaiting', data });
  }
  /** Before an effect that has no room yet. */
  waitsForRoom(stepId: string, stepType: EffectChannelName = 'sms', ms = 60_000): void {
    this.waitCount += 1;
    this.waitId = `${stepId}:${this.waitCount}`;
    const whilePaused = this.paused && { whilePaused: this.paused };
    const reason = { reason: 'rate_limit' as const, stepType, ...whilePaused, rule: 'for a test' };
    const data = { ...this.ofRun, stepId, waitId: this.waitId, wakeAt: this.ledger.in(ms), ...reason };
    this.append({ type: 'RunWaiting', data });
  }
  resumes(): void {
    this.append({ type: 'RunResumed', data: { ...this.ofRun, waitId: this.waitId } });
  }

  pauses(): void {
    this.paused = true;
    this.append({ type: 'RunPaused', data: this.ofRun });
  }
  unpauses(): void {
    this.paused = false;
    this.append({ type: 'RunUnpaused', data: this.ofRun });
  }

  /** Completed, or failed when a step has. */
  ends(): void {
    const [error] = this.failures;
    if (error === undefined) this.append({ type: 'RunCompleted', data: this.ended });
    else this.append({ type: 'RunFailed', data: { ...this.ended, failedSteps: this.failures.length, error } });
  }
  cancels(): void {
    this.append({ type: 'RunCancelled', data: { ...this.ended, reason: null } });
  }

  private get ofRun(): OfRun {
    const { runId, workflowId, contactId } = this.start;
    return { runId, workflowId, contactId };
  }
  private get ended(): Ended {
    const { startedAt, paused } = this;
    return { ...this.ofRun, startedAt, enrollmentId: this.start.enrollmentId, whilePaused: paused };
  }
  private get enrollment(): string {
    return `enrollment-${this.start.enrollmentId}`;
  }
  private append(event: RunEvent): void {
    this.ledger.append(this.account, `run-${this.runId}`, event);
  }
}
