import { ObjectInput, at } from '../../kernel/input';
import type { TextCheck } from '../../kernel/input';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import { STEP_TYPES, kindOf } from './all';
import { ON_ERROR } from './step';
import type { Step } from './step';

export const MAX_STEPS = 100;
const MAX_DEPTH = 10;

export const LABEL: TextCheck = { max: 200 };

/** Steps of one definition on their way from untrusted input: what holds over all of them. */
export interface StepsContext {
  readonly errors: Invalid[];
  /** Ids met so far; one entry a step, so also their number. */
  readonly ids: Set<string>;
  /** `host:port` that webhooks may reach though they are private. */
  readonly allowPrivate: readonly string[];
}

export function parseSteps(items: readonly unknown[], path: string, context: StepsContext, depth = 1): readonly Step[] {
  if (depth > MAX_DEPTH && items.length > 0) {
    context.errors.push({ path, message: `is nested more than ${MAX_DEPTH} deep` });
    return [];
  }
  return items.flatMap((item, i) => {
    const input = ObjectInput.read(item, `${path}[${i}]`, context.errors);
    return input === null ? [] : parseStep(input, context, depth);
  });
}

function parseStep(input: ObjectInput, context: StepsContext, depth: number): readonly Step[] {
  const id = input.string('id', {
    max: 128,
    test: (text) => (isId(text) ? null : 'has a character that ids cannot have'),
  });
  if (context.ids.has(id) && id !== '') input.fault('id', 'is used by another step', null);
  context.ids.add(id === '' ? input.path : id);
  const type = input.optionalChoice('type', STEP_TYPES);
  if (type === undefined) return input.missing('type', []);
  const label = input.optionalField('label', LABEL);
  const onError = input.optionalChoice('onError', ON_ERROR);
  const base = { id, ...label, ...(onError === undefined ? {} : { onError }) };
  const branch = (field: string): readonly Step[] =>
    parseSteps(input.optionalList(field, MAX_STEPS) ?? [], at(input.path, field), context, depth + 1);
  const step = { ...base, ...kindOf(type).parse(input, { allowPrivate: context.allowPrivate, branch }) };
  input.end();
  return [step];
}
