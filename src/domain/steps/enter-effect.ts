import { isoTime } from '../../kernel/clock';
import { hashId } from '../../kernel/ids';
import { merged } from '../../kernel/merged';
import type { RunEvent, StepStarted } from '../run/events';
import { InvalidRecipient, WebhookBlocked, goesToOptedOut, renderEffect } from '../run/render-effect';
import type { Running } from '../run/run-state';
import { failed, skipped } from '../run/step-events';
import type { World } from '../run/world';
import { MissingData } from '../templates/missing-data';
import { TemplateError } from '../templates/template-error';
import type { EffectStep, EmailStep, SmsStep } from './step';

/** An opt-out comes first: whoever does not want the message need not have what it takes to send it. */
export const enterMessage = (step: SmsStep | EmailStep, run: Running, world: World): RunEvent =>
  world.optOuts.has(step.type) || goesToOptedOut(step, run, world)
    ? skipped(step, run, `${step.type}_opt_out`)
    : enterEffect(step, run, world);

/** That this process is about to send it, or will be when those before it are sent. */
export function intentOf(effect: Omit<StepStarted, 'deadline' | 'lease' | 'unsent'>, world: World): RunEvent {
  const deadline = isoTime(world.now + world.leaseMs[effect.stepType]);
  const intent = merged(effect, { deadline, lease: world.lease });
  const isHeld = world.held?.includes(effect.stepType) === true;
  return { type: 'StepStarted', data: isHeld ? merged(intent, { unsent: true as const }) : intent };
}

/** Coming to an effect is making its intent. */
export function enterEffect(step: EffectStep, run: Running, world: World): RunEvent {
  try {
    const request = renderEffect(step, run, world);
    const { runId, workflowId, contactId } = run.started;
    const [stepId, stepType, idempotencyKey] = [step.id, step.type, hashId('effect', runId, step.id)];
    return intentOf({ runId, workflowId, contactId, stepId, stepType, idempotencyKey, request }, world);
  } catch (error) {
    if (error instanceof MissingData) return failed(step, run, { code: 'missing_data', message: error.message });
    if (error instanceof InvalidRecipient)
      return failed(step, run, { code: 'invalid_recipient', message: error.message });
    if (error instanceof TemplateError) return failed(step, run, { code: 'template_error', message: error.message });
    if (error instanceof WebhookBlocked) return failed(step, run, { code: 'webhook_blocked', message: error.message });
    throw error;
  }
}
