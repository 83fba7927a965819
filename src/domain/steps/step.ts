import type { Json } from '../../kernel/message';
import type { Rule } from '../rules/rule';

/**
 * step: one thing a run does; ids are unique in a workflow, conditions nest steps
 * These are the shapes of contract.md; `parseSteps` makes them from untrusted input.
 */
export const ON_ERROR = ['continue', 'stop'] as const;
export type OnError = (typeof ON_ERROR)[number];

interface StepBase {
  readonly id: string;
  readonly label?: string;
  readonly onError?: OnError;
}
export interface SmsStep extends StepBase {
  readonly type: 'sms';
  readonly to?: string;
  readonly body: string;
}
export interface EmailStep extends StepBase {
  readonly type: 'email';
  readonly to?: string;
  readonly subject: string;
  readonly body: string;
}
export interface WebhookStep extends StepBase {
  readonly type: 'webhook';
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON value whose strings are templates; default: the run, contact and data. */
  readonly body?: Json;
}
export type DelayStep = DelayFor | DelayUntil;
interface DelayFor extends StepBase {
  readonly type: 'delay';
  /** ISO 8601 duration, at most 400 days. */
  readonly duration: string;
}
export interface DelayUntil extends StepBase {
  readonly type: 'delay';
  /** Dotted path to a date in {contact, data}: `data.appointment.startsAt`. */
  readonly until: string;
  /** ISO 8601 duration from that date, often negative: `-P1D`. */
  readonly offset?: string;
}
export interface BusinessHoursStep extends StepBase {
  readonly type: 'business_hours';
}
export interface ConditionStep extends StepBase {
  readonly type: 'condition';
  readonly if: Rule;
  readonly then: readonly Step[];
  readonly else: readonly Step[];
}
export interface ExitStep extends StepBase {
  readonly type: 'exit';
}

export type EffectStep = SmsStep | EmailStep | WebhookStep;
export type Step = EffectStep | DelayStep | BusinessHoursStep | ConditionStep | ExitStep;
export type StepType = Step['type'];
export type StepOf<T extends StepType> = Extract<Step, { readonly type: T }>;

/** Every step, depth first, in the order of the definition, with the condition it stands in. */
export function* everyStep(
  steps: readonly Step[],
  parentStepId: string | null = null,
  parentBranch: boolean | null = null,
): Generator<PlacedStep> {
  for (const step of steps) {
    yield { step, parentStepId, parentBranch };
    if (step.type === 'condition') {
      yield* everyStep(step.then, step.id, true);
      yield* everyStep(step.else, step.id, false);
    }
  }
}

export interface PlacedStep {
  readonly step: Step;
  readonly parentStepId: string | null;
  /** Of that condition; null: the step stands in none. */
  readonly parentBranch: boolean | null;
}
