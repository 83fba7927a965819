import type { Settled } from '../../../projections/step-timeline';
import type { TimelineItem } from '../../../projections/timeline';
import type { DeliveryStatus } from '../../domain/effect/delivery';
import { FAILURE_CODES } from '../../domain/effect/effect';
import type { SmsSegments } from '../../domain/effect/sms-segments';
import type { StepError } from '../../domain/effect/effect';
import type { KnownOutcome, WaitReason } from '../../domain/run/events';
import { STEP_TYPES, kindOf } from '../../domain/steps/all';
import type { StepType } from '../../domain/steps/step';
import type { TestRunStep } from '../../queries/test-workflow';
import { STARTED } from './parts';
import { count, flag, listOf, name, object, oneBy, only, orNull, text, time, words } from './schema';
import type { Fields, Schema } from './schema';

export const stepError: Fields<keyof StepError> = { code: words(...FAILURE_CODES), message: text };

const shortened = {
  ...only(true),
  description: 'what the steps of the run show is more than half a megabyte: of each text here only the beginning',
};

const delivery: Fields<keyof NonNullable<TimelineItem['delivery']>> = {
  status: words<DeliveryStatus>('queued', 'sent', 'delivered', 'undelivered'),
  at: time,
  code: { ...orNull(text), description: "the provider's reason for what was not delivered" },
};

/** Fields that may be lacking: a step that failed before it was sent shows none of them. */
const output = (fields: Fields<string>): Schema => ({
  ...orNull({ type: 'object', properties: { ...fields, shortened }, additionalProperties: true }),
  description: 'the effect as it was sent, and what came of it; of other steps what they found',
});

const fieldsOf = (type: StepType): Fields<Exclude<keyof TimelineItem, keyof SmsSegments>> => ({
  stepId: text,
  parentStepId: { ...orNull(text), description: 'the condition it stands in' },
  parentBranch: { ...orNull(flag), description: 'the branch of that condition' },
  type: only(type),
  label: orNull(text),
  status: words<TimelineItem['status']>('pending', 'running', 'waiting', 'completed', 'failed', 'skipped'),
  startedAt: orNull(time),
  finishedAt: orNull(time),
  durationMs: orNull(count),
  output: output(kindOf(type).output),
  error: orNull(object<StepError>(stepError)),
  skippedReason: orNull(
    words<NonNullable<TimelineItem['skippedReason']>>('sms_opt_out', 'email_opt_out', 'cancelled', 'not_reached'),
  ),
  branch: { ...orNull(flag), description: 'the branch a condition took' },
  wakeAt: { ...orNull(time), description: 'of a wait, also after the wake' },
  waitReason: orNull(words<WaitReason>('delay', 'business_hours', 'rate_limit')),
  delivery: {
    ...orNull(object<NonNullable<TimelineItem['delivery']>>(delivery)),
    description: 'how far a message came, where its provider tells',
  },
  settled: {
    ...orNull(object<Settled>({ outcome: words<KnownOutcome>('sent', 'not_sent'), by: text, at: time, reason: text })),
    description: 'of an unknown outcome: what somebody knew of it, and how',
  },
});

const itemsBy = (suffix: string, itemOf: (type: StepType) => Schema): Schema =>
  oneBy(
    'type',
    Object.fromEntries(STEP_TYPES.map((type) => [type, name(`${kindOf(type).name}${suffix}`, itemOf(type))])),
  );

const segments: Fields<keyof SmsSegments> = {
  encoding: words<SmsSegments['encoding']>('GSM-7', 'UCS-2'),
  segments: { ...count, description: 'how many the network makes of it, and bills' },
  firstUnicode: { ...orNull(text), description: 'the first character that GSM-7 lacks, which makes it UCS-2' },
};

/** A step of a run, told apart by its type. */
export const timelineItem = name(
  'TimelineItem',
  itemsBy('Item', (type) =>
    type === 'sms'
      ? object<TimelineItem>(fieldsOf(type), segments)
      : object<Omit<TimelineItem, keyof SmsSegments>>(fieldsOf(type)),
  ),
);

/** A step of a test run. */
export const testRunItem = name(
  'TestRunItem',
  itemsBy('TestItem', (type) => {
    const fields = {
      ...fieldsOf(type),
      absent: { ...listOf(text), description: 'the merge fields that came out empty: `contact.name`' },
    };
    return type === 'sms'
      ? object<TestRunStep>(fields, segments)
      : object<Omit<TestRunStep, keyof SmsSegments>>(fields);
  }),
);

export const STEP_EXAMPLE = {
  stepId: 'hello',
  parentStepId: null,
  parentBranch: null,
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
  delivery: null,
  settled: null,
};

export const DELAY_EXAMPLE = { ...STEP_EXAMPLE, stepId: 'pause', type: 'delay', output: { rule: 'PT1H in UTC' } };

export const SMS_EXAMPLE = { ...STEP_EXAMPLE, encoding: 'GSM-7', segments: 1, firstUnicode: null };
