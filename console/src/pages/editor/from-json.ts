import type { Rule } from '../../words/rules';
import { STEP_WORDS } from '../../words/steps';
import { parseTyped } from '../../words/typed-json';
import type { Definition, Step } from './definition';

type Read = { readonly definition: Definition } | { readonly wrong: string };

/**
 * A definition from JSON as somebody typed it: of the shape that forms can show. What is in its fields the API checks when
 * it is saved.
 */
export function fromJson(text: string): Read {
  try {
    const value: unknown = parseTyped(text);
    checkDefinition(value);
    return { definition: value };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldsOf(value: unknown, path: string): Fields {
  if (!isFields(value)) throw new Error(`${path === '' ? 'The definition' : path} must be an object.`);
  return value;
}

function checkText(fields: Fields, name: string, path: string, isRequired = false): void {
  const value = fields[name];
  if (typeof value === 'string' || (value === undefined && !isRequired)) return;
  throw new Error(`${path}${path === '' ? '' : '.'}${name} must be a text.`);
}

function checkDefinition(value: unknown): asserts value is Definition {
  const fields = fieldsOf(value, '');
  checkText(fields, 'name', '', true);
  const trigger = fieldsOf(fields['trigger'], 'trigger');
  const type = trigger['type'];
  if (type !== 'event' && type !== 'manual' && type !== 'reminder')
    throw new Error('trigger.type must be event, manual or reminder.');
  const texts = type === 'event' ? ['event'] : type === 'reminder' ? ['event', 'dateField', 'offset', 'key'] : [];
  for (const name of texts) checkText(trigger, name, 'trigger', true);
  checkText(trigger, 'cancelEvent', 'trigger');
  if (fields['entryConditions'] !== undefined) checkRule(fields['entryConditions'], 'entryConditions');
  if (fields['settings'] !== undefined)
    for (const name of ['reentry', 'timezone']) checkText(fieldsOf(fields['settings'], 'settings'), name, 'settings');
  checkSteps(fields['steps'], 'steps', new Set());
}

function checkSteps(value: unknown, path: string, ids: Set<string>): asserts value is Step[] {
  if (!Array.isArray(value)) throw new Error(`${path} must be a list.`);
  for (const [index, item] of (value as unknown[]).entries()) {
    const at = `${path}[${index}]`;
    const step = fieldsOf(item, at);
    const { id, type } = step as { readonly id: unknown; readonly type: unknown };
    if (typeof id !== 'string' || id === '') throw new Error(`${at}.id must be a text.`);
    if (ids.has(id)) throw new Error(`${at}.id is used by another step.`);
    ids.add(id);
    if (typeof type !== 'string' || !Object.hasOwn(STEP_WORDS, type))
      throw new Error(`${at}.type must be one of ${Object.keys(STEP_WORDS).join(', ')}.`);
    for (const name of TEXTS) if (!(type === 'webhook' && name === 'body')) checkText(step, name, at);
    for (const name of REQUIRED[type] ?? []) checkText(step, name, at, true);
    if (type === 'webhook' && step['headers'] !== undefined)
      for (const name of Object.keys(fieldsOf(step['headers'], `${at}.headers`)))
        checkText(step['headers'] as Fields, name, `${at}.headers`);
    if (type !== 'condition') continue;
    checkRule(step['if'], `${at}.if`);
    for (const branch of ['then', 'else'])
      if (step[branch] !== undefined) checkSteps(step[branch], `${at}.${branch}`, ids);
  }
}

const TEXTS = ['label', 'onError', 'to', 'subject', 'body', 'url', 'method', 'duration', 'until', 'offset'] as const;
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  sms: ['body'],
  email: ['subject', 'body'],
  webhook: ['url'],
};

function checkRule(value: unknown, path: string): asserts value is Rule {
  const rule = fieldsOf(value, path);
  for (const group of ['all', 'any']) {
    const rules = rule[group];
    if (rules === undefined) continue;
    if (!Array.isArray(rules)) throw new Error(`${path}.${group} must be a list.`);
    for (const [index, one] of rules.entries()) checkRule(one, `${path}.${group}[${index}]`);
    return;
  }
  if (rule['not'] !== undefined) {
    checkRule(rule['not'], `${path}.not`);
    return;
  }
  checkText(rule, 'field', path, true);
  if (typeof rule['op'] !== 'string' || !OPERATORS.includes(rule['op'])) throw new Error(`${path}.op is no operator.`);
}

const OPERATORS = 'eq ne gt gte lt lte in not_in contains starts_with ends_with exists not_exists before after'.split(
  ' ',
);
