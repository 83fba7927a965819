import { STEP_TYPES, kindOf } from '../../domain/steps/all';
import { ON_ERROR } from '../../domain/steps/step';
import type { Step, StepType } from '../../domain/steps/step';
import { LABEL, MAX_STEPS } from '../../domain/steps/parse-steps';
import type * as Workflow from '../../domain/workflow/definition';
import { NAME, OFFSET, ZONE } from '../../domain/workflow/parse-definition';
import { bounded } from '../../kernel/json-schema';
import { path, rule } from './rules';
import { FILTERS, SERVICE_PATHS, TRIGGERS, inWords } from './sentences';
import { closed, id, listOf, name, object, oneBy, only, ref, text, timezone, words } from './schema';
import type { Fields, MayLack, Schema } from './schema';

/** What a workflow says, as it is sent and as it is kept. */
const duration: Schema = bounded({ ...text, description: 'ISO 8601', examples: ['-PT24H'] }, OFFSET);

const step = (type: StepType): Schema => {
  const { name: as, says, fields, required } = kindOf(type);
  const base = object<Pick<Step, 'id' | 'type' | 'label' | 'onError'>>(
    { id, type: only(type) },
    { label: bounded(text, LABEL), onError: words(...ON_ERROR) },
  );
  return name(
    `${as}Step`,
    closed({
      ...base,
      description: says,
      required: [...(base.required ?? []), ...required],
      properties: { ...base.properties, ...fields },
    }),
  );
};

name('Step', oneBy('type', Object.fromEntries(STEP_TYPES.map((type) => [type, step(type)]))));

const saying = (description: string, schema: Schema): Schema => closed({ ...schema, description });

const trigger = name(
  'Trigger',
  oneBy('type', {
    manual: name(
      'ManualTrigger',
      saying(TRIGGERS.manual, object<Extract<Workflow.Trigger, { type: 'manual' }>>({ type: only('manual') })),
    ),
    event: name(
      'EventTrigger',
      saying(TRIGGERS.event, object<Extract<Workflow.Trigger, { type: 'event' }>>({ type: only('event'), event: id })),
    ),
    reminder: name(
      'ReminderTrigger',
      saying(
        TRIGGERS.reminder,
        object<Workflow.ReminderTrigger>(
          {
            type: only('reminder'),
            event: id,
            dateField: path,
            offset: duration,
            key: path,
          },
          { cancelEvent: id },
        ),
      ),
    ),
  }),
);

const told: Fields<'name' | 'trigger' | 'steps'> = {
  name: bounded(text, NAME),
  trigger,
  steps: listOf(ref('Step'), { minItems: 1, maxItems: MAX_STEPS }),
};
const reentry = words<Workflow.Reentry>('when_not_active', 'always', 'once');

export const definition = name(
  'Definition',
  saying(
    `Texts are Liquid over contact and data, whatever is in them, and over account and run: ${inWords(SERVICE_PATHS)}. ` +
      `Beside its own filters ${inWords(FILTERS)}`,
    object<MayLack<Workflow.Definition, 'settings'>>(told, {
      entryConditions: rule,
      settings: closed(object<Partial<Workflow.WorkflowSettings>>({}, { reentry, timezone: bounded(timezone, ZONE) })),
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
