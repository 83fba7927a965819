import type { Json, JsonObject } from '../../kernel/message';

/**
 * definition: what a version of a workflow says: its trigger, its entry conditions, its steps and settings
 * step:       one thing a run does; ids are unique in a workflow, conditions nest steps
 * rule:       a condition over the contact and the data of a run
 * These are the shapes of contract.md. `parseDefinition` makes them from untrusted input.
 */
export interface Definition {
  readonly name: string;
  readonly trigger: Trigger;
  readonly entryConditions?: Rule;
  readonly steps: readonly Step[];
  readonly settings: WorkflowSettings;
}

export type Trigger =
  { readonly type: 'manual' } | { readonly type: 'event'; readonly event: string } | ReminderTrigger;

/** Fires at `offset` from the date found at `dateField` of an event; `key` tells the reminders of one contact apart. */
export interface ReminderTrigger {
  readonly type: 'reminder';
  readonly event: string;
  readonly dateField: string;
  /** ISO 8601 duration, usually negative: `-PT24H`. */
  readonly offset: string;
  readonly key: string;
  readonly cancelEvent?: string;
}

export type Reentry = 'when_not_active' | 'always' | 'once';

export interface WorkflowSettings {
  readonly reentry: Reentry;
  /** IANA name. */
  readonly timezone?: string;
}

export type Rule =
  Comparison | { readonly all: readonly Rule[] } | { readonly any: readonly Rule[] } | { readonly not: Rule };

export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'ends_with',
  'exists',
  'not_exists',
  'before',
  'after',
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Comparison {
  /** Dotted path into {contact, data}: `data.estimate.total`. */
  readonly field: string;
  readonly op: Operator;
  readonly value?: Json;
}

export type OnError = 'continue' | 'stop';

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
export interface DelayStep extends StepBase {
  readonly type: 'delay';
  /** ISO 8601 duration, at most 400 days. */
  readonly duration: string;
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
export const STEP_TYPES = ['sms', 'email', 'webhook', 'delay', 'business_hours', 'condition', 'exit'] as const;
export type StepType = (typeof STEP_TYPES)[number];

/** Who a workflow is about. Anything beyond the named fields is free-form. */
export type Contact = JsonObject & {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  /** IANA name. */
  readonly timezone?: string;
};

/** Every step, depth first, in the order of the definition, with the condition it stands in. */
export function* everyStep(steps: readonly Step[], parentStepId: string | null = null): Generator<PlacedStep> {
  for (const step of steps) {
    yield { step, parentStepId };
    if (step.type === 'condition') {
      yield* everyStep(step.then, step.id);
      yield* everyStep(step.else, step.id);
    }
  }
}

export interface PlacedStep {
  readonly step: Step;
  readonly parentStepId: string | null;
}
