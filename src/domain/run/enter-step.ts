import { isoTime } from '../../kernel/clock';
import type { StepError } from '../effect/effect';
import { hashId } from '../../kernel/ids';
import { excerpt } from '../../kernel/json-size';
import type { JsonObject } from '../../kernel/message';
import { ConditionError, evaluateRule } from '../rules/evaluate-rule';
import { MissingData } from '../templates/missing-data';
import { TemplateError } from '../templates/template-error';
import { nextOpening } from '../time/business-hours';
import { addDuration, parseDuration } from '../time/duration';
import type { BusinessHoursStep, ConditionStep, DelayStep, EffectStep, EmailStep, SmsStep, Step } from '../steps/step';
import type { OfRun, RunEvent, WaitReason } from './events';
import { InvalidRecipient, WebhookBlocked, renderEffect } from './render-effect';
import type { Running } from './run-state';
import type { World } from './world';

/**
 * What happens when a run comes to a step: an intent for an effect, a wait, or, for a step that touches nothing outside,
 * its outcome at once.
 */
export function enterStep(step: Step, run: Running, world: World): RunEvent {
  switch (step.type) {
    case 'sms':
    case 'email':
      return world.optOuts.has(step.type) ? optedOut(step, run) : intendEffect(step, run, world);
    case 'webhook':
      return intendEffect(step, run, world);
    case 'delay':
      return delay(step, run, world);
    case 'business_hours':
      return holdForBusinessHours(step, run, world);
    case 'condition':
      return branch(step, run);
    case 'exit':
      return completed(step, run, {});
  }
}

function intendEffect(step: EffectStep, run: Running, world: World): RunEvent {
  try {
    const request = renderEffect(step, run, world);
    return {
      type: 'StepStarted',
      data: {
        ...ofRun(run),
        stepId: step.id,
        stepType: step.type,
        idempotencyKey: hashId('effect', run.started.runId, step.id),
        deadline: isoTime(world.now + world.leaseMs[step.type]),
        lease: world.lease,
        request,
      },
    };
  } catch (error) {
    if (error instanceof MissingData) return failed(step, run, { code: 'missing_data', message: error.message });
    if (error instanceof InvalidRecipient)
      return failed(step, run, { code: 'invalid_recipient', message: error.message });
    if (error instanceof TemplateError) return failed(step, run, { code: 'template_error', message: error.message });
    if (error instanceof WebhookBlocked) return failed(step, run, { code: 'webhook_blocked', message: error.message });
    throw error;
  }
}

/** Before anything is rendered: whoever does not want the message need not have what it takes to send it. */
const optedOut = (step: SmsStep | EmailStep, run: Running): RunEvent => ({
  type: 'StepSkipped',
  data: { ...ofStep(step, run), reason: `${step.type}_opt_out` },
});

function delay(step: DelayStep, run: Running, world: World): RunEvent {
  const timezone = run.started.contact.timezone ?? zoneOf(world);
  const duration = parseDuration(step.duration);
  const wakeAt = duration === null ? world.now : addDuration(world.now, duration, timezone);
  const rule = `${step.duration} in ${timezone}`;
  return wakeAt > world.now ? wait(step, run, wakeAt, 'delay', rule) : completed(step, run, { rule });
}

/** Also what happens at the wake of a hold: the hours may have changed meanwhile. */
export function holdForBusinessHours(step: BusinessHoursStep, run: Running, world: World): RunEvent {
  const timezone = zoneOf(world);
  const opening = nextOpening(world.now, world.settings, timezone);
  const rule = `business hours in ${timezone}`;
  if (opening === null) {
    const message = `the business hours in ${timezone} have no opening within 400 days`;
    return failed(step, run, { code: 'condition_error', message });
  }
  return opening > world.now ? wait(step, run, opening, 'business_hours', rule) : completed(step, run, { rule });
}

function branch(step: ConditionStep, run: Running): RunEvent {
  try {
    const { contact, data } = run.started;
    const { passed, comparisons } = evaluateRule(step.if, { contact, data });
    const output = { comparisons };
    return { type: 'StepCompleted', data: { ...ofStep(step, run), output, branch: passed } };
  } catch (error) {
    if (error instanceof ConditionError) return failed(step, run, { code: 'condition_error', message: error.message });
    throw error;
  }
}

const wait = (step: Step, run: Running, wakeAt: number, reason: WaitReason, rule: string): RunEvent => ({
  type: 'RunWaiting',
  data: {
    ...ofRun(run),
    stepId: step.id,
    waitId: `${step.id}:${run.waits + 1}`,
    wakeAt: isoTime(wakeAt),
    reason,
    rule,
  },
});

export const completed = (step: Step, run: Running, output: JsonObject): RunEvent => ({
  type: 'StepCompleted',
  data: { ...ofStep(step, run), output },
});

/** What a template says went wrong may hold any of its data, and all steps of a run may fail in one append. */
const MAX_MESSAGE = 300;

const failed = (step: Step, run: Running, { code, message }: StepError): RunEvent => ({
  type: 'StepFailed',
  data: { ...ofStep(step, run), error: { code, message: excerpt(message, MAX_MESSAGE) }, output: {} },
});

const ofStep = (step: Step, run: Running) => ({ ...ofRun(run), stepId: step.id, stepType: step.type });

export const ofRun = ({ started: { runId, workflowId, contactId } }: Pick<Running, 'started'>): OfRun => ({
  runId,
  workflowId,
  contactId,
});

const zoneOf = (world: World): string => world.definition.settings.timezone ?? world.settings.timezone;
