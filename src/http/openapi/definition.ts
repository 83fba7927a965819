import type * as Steps from '../../domain/steps/step';
import { MAX_STEPS } from '../../domain/steps/parse-steps';
import type * as Workflow from '../../domain/workflow/definition';
import { path, rule } from './rules';
import { closed, id, listOf, name, object, oneBy, only, ref, text, timezone, words } from './schema';
import type { Fields, MayLack, Schema } from './schema';

/** What a workflow says, as it is sent and as it is kept. */
const template: Schema = { ...text, description: 'Liquid over contact, data, account and run' };
const duration: Schema = { ...text, description: 'ISO 8601', examples: ['P2D'] };

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Base = Pick<Steps.Step, 'id' | 'type' | 'label' | 'onError'>;

const step = <T extends Base>(
  as: string,
  type: T['type'],
  required: Fields<Exclude<keyof T, OptionalKey<T> | 'id' | 'type'>>,
  optional: Fields<Exclude<OptionalKey<T>, 'label' | 'onError'>>,
): Schema => {
  const base = object<Base>(
    { id, type: only(type) },
    { label: text, onError: words<Steps.OnError>('continue', 'stop') },
  );
  return name(
    as,
    closed({
      ...base,
      required: [...(base.required ?? []), ...Object.keys(required)],
      properties: { ...base.properties, ...required, ...optional },
    }),
  );
};

name(
  'Step',
  oneBy('type', {
    sms: step<Steps.SmsStep>('SmsStep', 'sms', { body: template }, { to: template }),
    email: step<Steps.EmailStep>('EmailStep', 'email', { subject: template, body: template }, { to: template }),
    webhook: step<Steps.WebhookStep>(
      'WebhookStep',
      'webhook',
      { url: template },
      {
        method: words('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        headers: { type: 'object', additionalProperties: template },
        body: { description: 'a JSON value whose strings are templates; default: the run, contact and data' },
      },
    ),
    delay: step<Steps.DelayStep>('DelayStep', 'delay', { duration }, {}),
    business_hours: step<Steps.BusinessHoursStep>('BusinessHoursStep', 'business_hours', {}, {}),
    condition: step<MayLack<Steps.ConditionStep, 'then' | 'else'>>(
      'ConditionStep',
      'condition',
      { if: rule },
      { then: listOf(ref('Step')), else: listOf(ref('Step')) },
    ),
    exit: step<Steps.ExitStep>('ExitStep', 'exit', {}, {}),
  } satisfies Record<Steps.StepType, Schema>),
);

const trigger = name(
  'Trigger',
  oneBy('type', {
    manual: name(
      'ManualTrigger',
      closed(object<Extract<Workflow.Trigger, { type: 'manual' }>>({ type: only('manual') })),
    ),
    event: name(
      'EventTrigger',
      closed(object<Extract<Workflow.Trigger, { type: 'event' }>>({ type: only('event'), event: text })),
    ),
    reminder: name(
      'ReminderTrigger',
      closed(
        object<Workflow.ReminderTrigger>(
          {
            type: only('reminder'),
            event: text,
            dateField: path,
            offset: { ...duration, examples: ['-PT24H'] },
            key: path,
          },
          { cancelEvent: text },
        ),
      ),
    ),
  }),
);

const told: Fields<'name' | 'trigger' | 'steps'> = {
  name: text,
  trigger,
  steps: listOf(ref('Step'), { minItems: 1, maxItems: MAX_STEPS }),
};
const reentry = words<Workflow.Reentry>('when_not_active', 'always', 'once');

export const definition = name(
  'Definition',
  closed(
    object<MayLack<Workflow.Definition, 'settings'>>(told, {
      entryConditions: rule,
      settings: closed(object<Partial<Workflow.WorkflowSettings>>({}, { reentry, timezone })),
    }),
  ),
);

export const storedDefinition = name(
  'StoredDefinition',
  object<Workflow.Definition>(
    { ...told, settings: object<Workflow.WorkflowSettings>({ reentry }, { timezone }) },
    { entryConditions: rule },
  ),
);

export const DEFINITION_EXAMPLE = {
  name: 'Welcome',
  trigger: { type: 'event', event: 'contact.created' },
  steps: [
    { id: 'hello', type: 'sms', body: 'Hi {{ contact.name }}, welcome!' },
    { id: 'two-days', type: 'delay', duration: 'P2D' },
    { id: 'tips', type: 'email', subject: 'Three tips', body: '<p>Hello {{ contact.name }}</p>' },
  ],
};
