import type { OpenAPIObject } from '@nestjs/swagger';
import { WEEKDAYS } from '../../domain/account/settings';
import type { AccountSettings, BusinessHours, PerMinute, RateLimits } from '../../domain/account/settings';
import { OPERATORS } from '../../domain/rules/rule';
import type * as Rules from '../../domain/rules/rule';
import type * as Steps from '../../domain/steps/step';
import type * as Workflow from '../../domain/workflow/definition';
import { MAX_STEPS } from '../../domain/steps/parse-steps';

/**
 * Schemas of what is sent. The compiler compares the fields that a schema names with those of the type it describes, so
 * that neither gains or loses one alone. A body is closed, since unknown fields are refused; an answer may gain fields,
 * so it is left open.
 */
export type Schema = Schemas[string];
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Inline = Exclude<Schema, { $ref: string }>;

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Fields<Key extends PropertyKey> = Readonly<Record<Key, Schema>>;
type Optional<T> = [OptionalKey<T>] extends [never] ? [] : [optional: Fields<OptionalKey<T>>];

export const object = <T>(required: Fields<Exclude<keyof T, OptionalKey<T>>>, ...[optional]: Optional<T>): Inline => ({
  type: 'object',
  // a list of no names is not allowed
  ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
  properties: { ...required, ...optional },
});
const closed = (schema: Inline): Inline => ({ ...schema, additionalProperties: false });

export const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });
export const listOf = (items: Schema, limits: Pick<Inline, 'minItems' | 'maxItems'> = {}): Inline => ({
  type: 'array',
  items,
  ...limits,
});
export const words = <T extends string>(...all: readonly T[]): Inline & { enum: T[] } => ({
  type: 'string',
  enum: [...all],
});
export const orNull = (schema: Inline): Inline => ({
  ...schema,
  nullable: true,
  ...(schema.enum === undefined ? {} : { enum: [...(schema.enum as unknown[]), null] }),
});

export const text: Inline = { type: 'string' };
export const whole: Inline = { type: 'integer' };
export const time: Inline = { type: 'string', format: 'date-time' };
export const date: Inline = { type: 'string', format: 'date' };
export const flag: Inline = { type: 'boolean' };
export const timezone: Inline = { type: 'string', description: 'an IANA name', example: 'Europe/Madrid' };
export const json: Inline = { description: 'any JSON value' };
export const anyFields: Inline = { type: 'object', additionalProperties: true };
const template: Inline = { type: 'string', description: 'Liquid over contact, data, account and run' };
const duration: Inline = { type: 'string', description: 'ISO 8601', example: 'P2D' };
const path: Inline = { type: 'string', description: 'into contact or data', example: 'data.estimate.total' };

/** One of several named schemas, told apart by `type`. */
const byType = (names: Readonly<Record<string, string>>): Inline => ({
  oneOf: Object.values(names).map(ref),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(Object.entries(names).map(([type, name]) => [type, ref(name).$ref])),
  },
});

type MayLack<T, Key extends keyof T> = Omit<T, Key> & Partial<Pick<T, Key>>;

type AnyStep = Pick<Steps.Step, 'id' | 'type' | 'label' | 'onError'>;

const step = <T extends AnyStep>(
  type: T['type'],
  required: Fields<Exclude<keyof T, OptionalKey<T> | 'id' | 'type'>>,
  optional: Fields<Exclude<OptionalKey<T>, 'label' | 'onError'>>,
): Inline => {
  const base = object<AnyStep>(
    { id: text, type: words(type) },
    { label: text, onError: words<Steps.OnError>('continue', 'stop') },
  );
  return closed({
    ...base,
    required: [...(base.required ?? []), ...Object.keys(required)],
    properties: { ...base.properties, ...required, ...optional },
  });
};

const rules = listOf(ref('Rule'), { minItems: 1, maxItems: 100 });
const perMinute = closed(object<PerMinute>({ perMinute: { ...whole, minimum: 1 } }));
/** A window that closes before it opens ends on the next day. */
const windows = listOf(listOf({ ...text, example: '09:00' }, { minItems: 2, maxItems: 2 }));
const weekdays = Object.fromEntries(WEEKDAYS.map((day) => [day, windows])) as Fields<keyof BusinessHours>;

const reentry = words<Workflow.Reentry>('when_not_active', 'always', 'once');
export const storedWorkflowSettings = object<Workflow.WorkflowSettings>({ reentry }, { timezone });
export const accountSettings: Fields<keyof AccountSettings> = {
  timezone,
  businessHours: closed(object<BusinessHours>({}, weekdays)),
  closedDates: listOf(date),
  rateLimits: closed(
    object<RateLimits>(
      {},
      { sms: perMinute, email: perMinute, webhook: perMinute, perContactPerDay: { ...whole, minimum: 1 } },
    ),
  ),
};
export const told: Fields<'name' | 'trigger' | 'steps'> = {
  name: text,
  trigger: ref('Trigger'),
  steps: listOf(ref('Step'), { minItems: 1, maxItems: MAX_STEPS }),
};

export const BODIES = {
  Definition: closed(
    object<MayLack<Workflow.Definition, 'settings'>>(told, {
      entryConditions: ref('Rule'),
      settings: closed(object<Partial<Workflow.WorkflowSettings>>({}, { reentry, timezone })),
    }),
  ),
  Trigger: byType({ event: 'EventTrigger', manual: 'ManualTrigger', reminder: 'ReminderTrigger' }),
  ManualTrigger: closed(object<Extract<Workflow.Trigger, { type: 'manual' }>>({ type: words('manual') })),
  EventTrigger: closed(object<Extract<Workflow.Trigger, { type: 'event' }>>({ type: words('event'), event: text })),
  ReminderTrigger: closed(
    object<Workflow.ReminderTrigger>(
      {
        type: words('reminder'),
        event: text,
        dateField: path,
        offset: { ...duration, example: '-PT24H' },
        key: path,
      },
      { cancelEvent: text },
    ),
  ),
  Rule: {
    oneOf: [
      ref('Comparison'),
      closed(object<{ all: unknown }>({ all: rules })),
      closed(object<{ any: unknown }>({ any: rules })),
      closed(object<{ not: unknown }>({ not: ref('Rule') })),
    ],
  },
  Comparison: closed(object<Rules.Comparison>({ field: path, op: words(...OPERATORS) }, { value: json })),
  Step: byType({
    sms: 'SmsStep',
    email: 'EmailStep',
    webhook: 'WebhookStep',
    delay: 'DelayStep',
    business_hours: 'BusinessHoursStep',
    condition: 'ConditionStep',
    exit: 'ExitStep',
  } satisfies Record<Steps.StepType, string>),
  SmsStep: step<Steps.SmsStep>('sms', { body: template }, { to: template }),
  EmailStep: step<Steps.EmailStep>('email', { subject: template, body: template }, { to: template }),
  WebhookStep: step<Steps.WebhookStep>(
    'webhook',
    { url: template },
    {
      method: words('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
      headers: { type: 'object', additionalProperties: template },
      body: { description: 'a JSON value whose strings are templates; default: the run, contact and data' },
    },
  ),
  DelayStep: step<Steps.DelayStep>('delay', { duration }, {}),
  BusinessHoursStep: step<Steps.BusinessHoursStep>('business_hours', {}, {}),
  ConditionStep: step<MayLack<Steps.ConditionStep, 'then' | 'else'>>(
    'condition',
    { if: ref('Rule') },
    { then: listOf(ref('Step')), else: listOf(ref('Step')) },
  ),
  ExitStep: step<Steps.ExitStep>('exit', {}, {}),
  Contact: {
    ...object<{ id: string; name?: unknown; email?: unknown; phone?: unknown; timezone?: unknown }>(
      { id: text },
      {
        name: orNull(text),
        email: orNull(text),
        phone: orNull({ ...text, pattern: '^\\+\\d{3,15}$', example: '+34600000000' }),
        timezone: orNull(timezone),
      },
    ),
    additionalProperties: true,
  },
  SettingsBody: closed(object<Partial<AccountSettings>>({}, accountSettings)),
} satisfies Schemas;
