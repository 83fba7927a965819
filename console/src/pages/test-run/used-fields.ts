import type { components } from '../../api/schema';
import type { Rule } from '../../words/rules';

export type Definition = components['schemas']['Definition'];
export type Step = components['schemas']['Step'];

const MARKUP = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const QUOTED = /"[^"]*"|'[^']*'/g;
const FIELD = /(?<![\p{L}\p{N}_.-])(?:contact|data)(?:\.[\p{L}\p{M}\p{N}_-]+)+/gu;
/** What templates say of a value, and is no field of it. */
const OF_VALUE = /\.(?:size|first|last)$/;

/** The fields that a text's merge fields name, by a look at the text: `contact.name`. */
export const fieldsInText = (text: string): readonly string[] =>
  (text.match(MARKUP) ?? []).flatMap((part) =>
    (part.replaceAll(QUOTED, '').match(FIELD) ?? [])
      .map((field) => field.replace(OF_VALUE, ''))
      .filter((field) => field.includes('.')),
  );

export function fieldsInRule(rule: Rule): readonly string[] {
  if ('field' in rule) return [rule.field];
  if ('not' in rule) return fieldsInRule(rule.not);
  return ('all' in rule ? rule.all : rule.any).flatMap(fieldsInRule);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function fieldsInStep(step: Step): readonly string[] {
  switch (step.type) {
    case 'sms':
      return [...(step.to === undefined ? ['contact.phone'] : []), ...fieldsInTexts(step.to, step.body)];
    case 'email':
      return [...(step.to === undefined ? ['contact.email'] : []), ...fieldsInTexts(step.to, step.subject, step.body)];
    case 'webhook':
      return fieldsInTexts(step.url, step.headers, step.body);
    case 'delay':
      return step.until === undefined ? ['contact.timezone'] : [step.until, 'contact.timezone'];
    case 'condition':
      return [...fieldsInRule(step.if), ...[...(step.then ?? []), ...(step.else ?? [])].flatMap(fieldsInStep)];
    case 'business_hours':
    case 'exit':
      return [];
  }
}

const fieldsInTexts = (...values: readonly unknown[]): readonly string[] =>
  values.flatMap(textsIn).flatMap(fieldsInText);

/**
 * Every field of contact and data that a workflow looks at, each once: the contact's first, then the data's in the order
 * in which they are met. Where a value and something within it are named, what is within.
 */
export function usedFields(definition: Pick<Definition, 'trigger' | 'entryConditions' | 'steps'>): readonly string[] {
  const { trigger, entryConditions, steps } = definition;
  const found = new Set([
    'contact.name',
    ...(entryConditions === undefined ? [] : fieldsInRule(entryConditions)),
    ...(trigger.type === 'reminder' ? [trigger.dateField] : []),
    ...steps.flatMap(fieldsInStep),
  ]);
  const fields = [...found].filter(
    (field) => isField(field) && ![...found].some((other) => other.startsWith(`${field}.`)),
  );
  const isContact = (field: string): boolean => field.startsWith('contact.');
  return [...fields.filter(isContact), ...fields.filter((field) => !isContact(field))];
}

const isField = (text: string): boolean => /^(?:contact|data)\.[^.]/u.test(text);
