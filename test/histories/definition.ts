import fc from 'fast-check';
import type { Json } from '../../src/kernel/message';
import { OPERATORS } from '../../src/domain/rules/rule';
import type { Comparison, Operator, Rule } from '../../src/domain/rules/rule';
import type { Step, StepOf, StepType } from '../../src/domain/steps/step';
import type { Definition, Trigger } from '../../src/domain/workflow/definition';

const IANA_NAMES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

const words = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,9}$/);
export const zones = fc.constantFrom(...IANA_NAMES);

const templates = fc.oneof(
  fc.stringMatching(/^[A-Za-z ,.!'"<>&äß💬-]{1,30}$/u),
  fc.constantFrom(
    'Hello {{ contact.name }}',
    '{{ data.total | required }}',
    '{% if data.paid %}Thanks{% else %}Please pay{% endif %}',
    'On {{ data.startsAt | date: "%d %b" }}',
  ),
);

/** Now and then one that is reached. */
const recipients = (channel: 'phone' | 'email') =>
  fc.oneof(
    fc.constantFrom(`{{ contact.${channel} }}`, { phone: '+34600000002', email: 'team@example.com' }[channel]),
    templates.map((text) => `{{ data.to }}${text}`),
  );

const fields = fc
  .tuple(fc.constantFrom('contact', 'data'), fc.array(words, { minLength: 1, maxLength: 3 }))
  .map(([root, names]) => [root, ...names].join('.'));

/** Any JSON value, as it comes back from text: without a negative zero. */
const values = fc.json({ maxDepth: 2 }).map((text) => JSON.parse(JSON.stringify(JSON.parse(text))) as Json);
const times = fc.oneof(
  fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom('2026-11-24', '2026-11-24T10:00', '2026-11-24T10:00:00+05:45'),
);

function valuesOf(op: Operator): fc.Arbitrary<Json> | null {
  switch (op) {
    case 'exists':
    case 'not_exists':
      return null;
    case 'eq':
    case 'ne':
    case 'contains':
      return values;
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return fc.oneof(fc.integer(), words);
    case 'in':
    case 'not_in':
      return fc.array(values, { maxLength: 3 });
    case 'starts_with':
    case 'ends_with':
      return words;
    case 'before':
    case 'after':
      return times;
  }
}

/** @param of where comparisons look */
const comparisons = (of: fc.Arbitrary<string>): fc.Arbitrary<Comparison> =>
  fc.constantFrom(...OPERATORS).chain((op): fc.Arbitrary<Comparison> => {
    const value = valuesOf(op);
    return value === null
      ? fc.record({ field: of, op: fc.constant(op) })
      : fc.record(
          { field: of, op: fc.constant(op), value, ignoreCase: fc.constant(true as const) },
          { requiredKeys: ['field', 'op', 'value'] },
        );
  });

/** Valid rules, at most five deep. */
export const rules = (of = fields): fc.Arbitrary<Rule> =>
  fc.letrec<{ rule: Rule }>((tie) => {
    const several = fc.array(tie('rule'), { minLength: 1, maxLength: 3 });
    return {
      rule: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        comparisons(of),
        fc.record({ all: several }),
        fc.record({ any: several }),
        fc.record({ not: tie('rule') }),
      ),
    };
  }).rule;

const durations = fc.oneof(
  fc.tuple(fc.nat(300), fc.nat(48), fc.nat(59)).map(([days, hours, minutes]) => `P${days}DT${hours}H${minutes}M`),
  fc.constantFrom('PT0S', 'PT0.5S', 'PT90M', 'P2W', 'P6M', 'P1Y', 'P1M1W2DT3H'),
);

const offsets = fc.tuple(fc.constantFrom('', '-'), durations).map((parts) => parts.join(''));

const triggers: fc.Arbitrary<Trigger> = fc.oneof(
  fc.constant({ type: 'manual' } as const),
  fc.record({ type: fc.constant('event' as const), event: words }),
  fc
    .record(
      {
        type: fc.constant('reminder' as const),
        event: words,
        dateField: fields,
        offset: offsets,
        key: fields,
        cancelEvent: words,
      },
      { requiredKeys: ['type', 'event', 'dateField', 'offset', 'key'] },
    )
    .filter(({ event, cancelEvent }) => cancelEvent !== event),
);

const optional = { label: templates, onError: fc.constantFrom('continue' as const, 'stop' as const) };
const id = fc.constant('to be numbered');

type Steps = { readonly [T in StepType]: fc.Arbitrary<StepOf<T>> };

/** A step of every type, those of its branches from `branch`: a type that is not here does not compile. */
const stepsWith = (branch: fc.Arbitrary<readonly Step[]>): Steps => ({
  sms: fc.record(
    { id, type: fc.constant('sms' as const), ...optional, to: recipients('phone'), body: templates },
    { requiredKeys: ['id', 'type', 'body'] },
  ),
  email: fc.record(
    {
      id,
      type: fc.constant('email' as const),
      ...optional,
      to: recipients('email'),
      subject: templates,
      body: templates,
    },
    { requiredKeys: ['id', 'type', 'subject', 'body'] },
  ),
  webhook: fc.record(
    {
      id,
      type: fc.constant('webhook' as const),
      ...optional,
      url: fc.constantFrom(
        'https://hooks.example.com/x?of={{ contact.id }}',
        'https://example.org:8443',
        'https://{{ data.host }}/',
      ),
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
      headers: fc.dictionary(
        words.map((word) => `X-${word}`),
        templates,
        { maxKeys: 3 },
      ),
      body: fc.oneof(
        templates,
        fc.dictionary(words, fc.oneof(templates, fc.integer(), fc.constant(null)), { maxKeys: 3 }),
      ),
    },
    { requiredKeys: ['id', 'type', 'url'] },
  ),
  delay: fc.oneof(
    fc.record(
      { id, type: fc.constant('delay' as const), ...optional, duration: durations },
      { requiredKeys: ['id', 'type', 'duration'] },
    ),
    fc.record(
      {
        id,
        type: fc.constant('delay' as const),
        ...optional,
        until: fc.oneof(fc.constant('data.startsAt'), fields),
        offset: offsets,
      },
      { requiredKeys: ['id', 'type', 'until'] },
    ),
  ),
  business_hours: fc.record(
    { id, type: fc.constant('business_hours' as const), ...optional },
    { requiredKeys: ['id', 'type'] },
  ),
  condition: fc.record(
    { id, type: fc.constant('condition' as const), ...optional, if: rules(), then: branch, else: branch },
    { requiredKeys: ['id', 'type', 'if', 'then', 'else'] },
  ),
  exit: fc.record({ id, type: fc.constant('exit' as const), ...optional }, { requiredKeys: ['id', 'type'] }),
});

/** At most 84 of them: four, each with four in its branches, each of those again. */
const steps = fc.letrec<{ step: Step }>((tie) => {
  const { condition, ...plain } = stepsWith(fc.array(tie('step'), { maxLength: 2 }));
  return {
    step: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.oneof<fc.Arbitrary<Step>[]>(...Object.values(plain)),
      condition,
    ),
  };
}).step;

function numbered(drafts: readonly Step[], next: () => string): readonly Step[] {
  return drafts.map((draft) => {
    const step = { ...draft, id: next() };
    return step.type === 'condition'
      ? { ...step, then: numbered(step.then, next), else: numbered(step.else, next) }
      : step;
  });
}

/** Valid workflow definitions, as their JSON: `parseDefinition` gives them back as they are. */
export const definitions = (): fc.Arbitrary<Definition> =>
  fc
    .record(
      {
        name: words,
        trigger: triggers,
        entryConditions: rules(),
        steps: fc.array(steps, { minLength: 1, maxLength: 4 }),
        settings: fc.record(
          { reentry: fc.constantFrom('when_not_active' as const, 'always' as const, 'once' as const), timezone: zones },
          { requiredKeys: ['reentry'] },
        ),
      },
      { requiredKeys: ['name', 'trigger', 'steps', 'settings'] },
    )
    .map((draft) => {
      let count = 0;
      return { ...draft, steps: numbered(draft.steps, () => `step-${++count}`) };
    });
