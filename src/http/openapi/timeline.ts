import type { TimelineItem } from '../../../projections/timeline';
import { FAILURE_CODES } from '../../domain/effect/effect';
import type { StepError } from '../../domain/effect/effect';
import type { WaitReason } from '../../domain/run/events';
import type { StepType } from '../../domain/steps/step';
import { STARTED } from './parts';
import { comparisonResult } from './rules';
import { count, flag, listOf, name, object, oneBy, only, orNull, text, time, words } from './schema';
import type { Fields, Schema } from './schema';

export const stepError: Fields<keyof StepError> = { code: words(...FAILURE_CODES), message: text };

/** Fields that may be lacking: a step that failed before it was sent shows none of them. */
const output = (fields: Fields<string>): Schema => ({
  ...orNull({ type: 'object', properties: fields, additionalProperties: true }),
  description: 'the effect as it was sent, and what came of it; of other steps what they found',
});

const via = { ...text, description: '`outbox`: it went where effects go when no provider is configured' };

/** What the output of a step holds, by its type. */
const OUTPUTS: Record<StepType, Fields<string>> = {
  sms: { to: text, body: text, via },
  email: { to: text, subject: text, body: text, via },
  webhook: { url: text, method: text, via },
  delay: { rule: text },
  business_hours: { rule: text },
  condition: { comparisons: listOf(comparisonResult) },
  exit: {},
};

const NAMES: Record<StepType, string> = {
  sms: 'SmsItem',
  email: 'EmailItem',
  webhook: 'WebhookItem',
  delay: 'DelayItem',
  business_hours: 'BusinessHoursItem',
  condition: 'ConditionItem',
  exit: 'ExitItem',
};

const itemOf = (type: StepType): Schema =>
  object<TimelineItem>({
    stepId: text,
    parentStepId: { ...orNull(text), description: 'the condition it stands in' },
    type: only(type),
    label: orNull(text),
    status: words<TimelineItem['status']>('pending', 'running', 'waiting', 'completed', 'failed', 'skipped'),
    startedAt: orNull(time),
    finishedAt: orNull(time),
    durationMs: orNull(count),
    output: output(OUTPUTS[type]),
    error: orNull(object<StepError>(stepError)),
    skippedReason: orNull(
      words<NonNullable<TimelineItem['skippedReason']>>('sms_opt_out', 'email_opt_out', 'cancelled', 'not_reached'),
    ),
    branch: { ...orNull(flag), description: 'the branch a condition took' },
    wakeAt: { ...orNull(time), description: 'of a wait, also after the wake' },
    waitReason: orNull(words<WaitReason>('delay', 'business_hours')),
  });

/** A step of a run, told apart by its type. */
export const timelineItem = name(
  'TimelineItem',
  oneBy(
    'type',
    Object.fromEntries(Object.entries(NAMES).map(([type, as]) => [type, name(as, itemOf(type as StepType))])),
  ),
);

export const STEP_EXAMPLE = {
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
