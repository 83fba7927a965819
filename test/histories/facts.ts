import fc from 'fast-check';
import { everyStep } from '../../src/domain/steps/step';
import type { Contact } from '../../src/domain/contact/contact';
import type { Comparison, Rule } from '../../src/domain/rules/rule';
import type { Definition } from '../../src/domain/workflow/definition';
import type { Json, JsonObject } from '../../src/kernel/message';
import { zones } from './definition';

export interface FactsOfRun {
  readonly contact: Contact;
  readonly data: JsonObject;
}

/** Of a contact for whom some of what a definition's rules and templates look at is there, often just what they look for. */
export const factsFor = (definition: Definition): fc.Arbitrary<FactsOfRun> =>
  fc.record({ contact, data, found: fc.tuple(...comparisonsOf(definition).map(found)) }).map(({ found, ...known }) => {
    const facts: Fields = {};
    for (const [field, value] of found) if (value !== undefined) put(facts, field.split('.'), value);
    return {
      contact: { ...(facts['contact'] as Fields | undefined), ...known.contact },
      data: { ...(facts['data'] as Fields | undefined), ...known.data },
    };
  });

const contact = fc.record(
  {
    id: fc.constantFrom('c-1', 'ana@example.com', '+34600000000'),
    name: fc.constantFrom('Ana López', '<b>Bo</b> & Söhne', ''),
    phone: fc.constant('+34600000000'),
    email: fc.constant('ana@example.com'),
    timezone: zones,
  },
  { requiredKeys: ['id'] },
);

const data = fc.record(
  {
    total: fc.oneof(fc.integer(), fc.constant('1.000 €'), fc.constant(null)),
    paid: fc.boolean(),
    startsAt: fc.constantFrom('2026-12-24T18:00:00Z', '2026-12-24', 'soon'),
    host: fc.constantFrom('shop.example.com', ''),
  },
  { requiredKeys: [] },
);

/** What stands at a comparison's field, now and then of a type that cannot be compared; undefined: nothing. */
const found = ({ field, op, value = 'there' }: Comparison): fc.Arbitrary<readonly [string, Json | undefined]> => {
  const listed = isList(value) ? value : [value];
  const fitting = op === 'contains' ? listed : (listed[0] ?? 'there');
  const alike = typeof fitting === 'number' ? fc.constantFrom(0, 1_000_000) : fc.constantFrom('m', '2030-01-01');
  const anything = fc.constantFrom<Json[]>(0, 'm', true, null, ['m'], { m: 1 });
  const values = fc.oneof(
    { weight: 4, arbitrary: fc.constant(fitting) },
    { weight: 4, arbitrary: op === 'contains' ? fc.constant([0]) : alike },
    { weight: 1, arbitrary: anything },
  );
  return fc.tuple(fc.constant(field), fc.option(values, { nil: undefined }));
};

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const comparisonsOf = ({ steps, entryConditions }: Definition): readonly Comparison[] => {
  const rules = Array.from(everyStep(steps), ({ step }) => (step.type === 'condition' ? step.if : undefined));
  return [entryConditions, ...rules].flatMap((rule) => (rule === undefined ? [] : inside(rule)));
};

const inside = (rule: Rule): readonly Comparison[] => {
  if ('all' in rule) return rule.all.flatMap(inside);
  if ('any' in rule) return rule.any.flatMap(inside);
  return 'not' in rule ? inside(rule.not) : [rule];
};

type Fields = Record<string, Json>;

function put(fields: Fields, [name = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) fields[name] = value;
  else {
    const inner = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const object = typeof inner === 'object' && inner !== null && !isList(inner) ? { ...inner } : {};
    put(object, rest, value);
    fields[name] = object;
  }
}
