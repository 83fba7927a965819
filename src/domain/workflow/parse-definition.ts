import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import { ObjectInput } from '../../kernel/input';
import { jsonBytes } from '../../kernel/json-size';
import { checkRule, comparisonsIn } from '../rules/check-rule';
import { FIELD } from '../rules/field-path';
import { checkOffset } from '../time/duration';
import { isTimeZone } from '../time/time-zone';
import { everyStep } from '../steps/step';
import type { Definition, Trigger, WorkflowSettings } from './definition';
import { MAX_STEPS, parseSteps } from '../steps/parse-steps';

const TRIGGERS = ['event', 'manual', 'reminder'] as const;
const REENTRY = ['when_not_active', 'always', 'once'] as const;
const MAX_BYTES = 256 * 1024;
/** Of entry conditions and steps. Their results go into the ledger, those of several conditions in one append. */
const MAX_COMPARISONS = 200;

export const NAME = { max: 200, test: (text: string) => (text.trim() === '' ? 'must not be blank' : null) };
const EVENT = {
  max: 128,
  test: (text: string) => (isId(text) ? null : 'has a character that event types cannot have'),
};
export const ZONE = {
  max: 64,
  test: (text: string) => (isTimeZone(text) ? null : 'is not the IANA name of a time zone'),
};
export const OFFSET = { max: 100, test: checkOffset };

/**
 * A definition from untrusted input: a fresh object of known fields, defaults filled in.
 * @param allowPrivate `host:port` that webhooks may reach though they are private
 * @throws InvalidRequest with every fault and its path
 */
export function parseDefinition(input: unknown, allowPrivate: readonly string[] = [], path = ''): Definition {
  const errors: Invalid[] = [];
  const definition = ObjectInput.read(input, path, errors);
  if (definition === null) throw new InvalidRequest(errors);
  const name = definition.string('name', NAME);
  const trigger = parseTrigger(definition);
  const conditions = definition.take('entryConditions');
  const under = (field: string): string => (path === '' ? field : `${path}.${field}`);
  const entryConditions: Pick<Definition, 'entryConditions'> =
    conditions === undefined ? {} : { entryConditions: checkRule(conditions, under('entryConditions'), errors) };
  const context = { errors, ids: new Set<string>(), allowPrivate };
  const items = definition.list('steps', MAX_STEPS);
  const steps = parseSteps(items, under('steps'), context);
  if (context.ids.size > MAX_STEPS) definition.fault('steps', `must be at most ${MAX_STEPS} in all`, null);
  const rules = [...everyStep(steps)].flatMap(({ step }) => (step.type === 'condition' ? [step.if] : []));
  const entry = entryConditions.entryConditions ?? { all: [] };
  if (comparisonsIn({ all: [entry, ...rules] }) > MAX_COMPARISONS) {
    const where = comparisonsIn(entry) > MAX_COMPARISONS ? 'entryConditions' : 'steps';
    const message = `must have at most ${MAX_COMPARISONS} comparisons in all, entry conditions and steps together`;
    definition.fault(where, message, null);
  }
  const settings = parseSettings(definition);
  definition.end();
  if (errors.length === 0 && jsonBytes(input) > MAX_BYTES)
    errors.push({ path, message: `must be at most ${MAX_BYTES} bytes` });
  if (errors.length > 0) throw new InvalidRequest(errors);
  return { name, trigger, ...entryConditions, steps, settings };
}

function parseTrigger(definition: ObjectInput): Trigger {
  const manual: Trigger = { type: 'manual' };
  if (!definition.has('trigger')) return definition.missing('trigger', manual);
  const trigger = ObjectInput.read(definition.take('trigger'), `${prefix(definition)}trigger`, definition.errors);
  if (trigger === null) return manual;
  const type = trigger.optionalChoice('type', TRIGGERS);
  if (type === undefined) return trigger.missing('type', manual);
  const parsed = triggerOf(type, trigger);
  trigger.end();
  return parsed;
}

function triggerOf(type: Trigger['type'], trigger: ObjectInput): Trigger {
  switch (type) {
    case 'manual':
      return { type };
    case 'event':
      return { type, event: trigger.string('event', EVENT) };
    case 'reminder': {
      const event = trigger.string('event', EVENT);
      const cancelEvent = trigger.optionalString('cancelEvent', EVENT);
      // every event would remove what it was to schedule
      if (cancelEvent === event) trigger.fault('cancelEvent', 'must be another event type than event', null);
      return {
        type,
        event,
        dateField: trigger.string('dateField', FIELD),
        offset: trigger.string('offset', OFFSET),
        key: trigger.string('key', FIELD),
        ...(cancelEvent === undefined ? {} : { cancelEvent }),
      };
    }
  }
}

function parseSettings(definition: ObjectInput): WorkflowSettings {
  const input = definition.take('settings');
  if (input === undefined) return { reentry: 'when_not_active' };
  const settings = ObjectInput.read(input, `${prefix(definition)}settings`, definition.errors);
  const reentry = settings?.optionalChoice('reentry', REENTRY) ?? 'when_not_active';
  const timezone = settings?.optionalString('timezone', ZONE);
  settings?.end();
  return { reentry, ...(timezone === undefined ? {} : { timezone }) };
}

const prefix = ({ path }: ObjectInput): string => (path === '' ? '' : `${path}.`);
