import { ObjectInput, at, copyJson } from '../../kernel/input';
import type { TextCheck } from '../../kernel/input';
import type { Invalid } from '../../kernel/errors';
import { isId } from '../../kernel/ids';
import type { Json } from '../../kernel/message';
import { checkRule } from '../rules/check-rule';
import { checkTemplate } from '../templates/render';
import { checkDelay } from '../time/duration';
import { STEP_TYPES } from './step';
import type { Step, StepType } from './step';
import { checkWebhookTemplate } from '../effect/webhook-target';

export const MAX_STEPS = 100;
const MAX_DEPTH = 10;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const ON_ERROR = ['continue', 'stop'] as const;

const template = (max: number, min = 1): TextCheck => ({ min, max, test: checkTemplate });
const LABEL: TextCheck = { max: 200 };
const RECIPIENT = template(1_000);
const SMS_BODY = template(10_000);
const SUBJECT = template(1_000);
const EMAIL_BODY = template(200_000);
const WEBHOOK_TEXT = template(10_000, 0);
const URL_LIMIT = 2_048;

/** Sent by the HTTP client itself, or changing what a connection is. */
const OWN_HEADERS =
  /^(host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/i;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const MAX_HEADERS = 50;

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
  const label = input.optionalString('label', LABEL);
  const onError = input.optionalChoice('onError', ON_ERROR);
  const base = { id, ...(label === undefined ? {} : { label }), ...(onError === undefined ? {} : { onError }) };
  const step = { ...base, ...details(type, input, context, depth) };
  input.end();
  return [step];
}

type Details<S extends Step = Step> = S extends Step ? Omit<S, 'id' | 'label' | 'onError'> : never;

function details(type: StepType, input: ObjectInput, context: StepsContext, depth: number): Details {
  switch (type) {
    case 'sms':
      return { type, ...recipient(input), body: input.string('body', SMS_BODY) };
    case 'email':
      return {
        type,
        ...recipient(input),
        subject: input.string('subject', SUBJECT),
        body: input.string('body', EMAIL_BODY),
      };
    case 'webhook':
      return webhook(input, context.allowPrivate);
    case 'delay':
      return { type, duration: input.string('duration', { max: 100, test: checkDelay }) };
    case 'condition':
      return {
        type,
        if: input.has('if')
          ? checkRule(input.take('if'), at(input.path, 'if'), input.errors)
          : input.missing('if', { all: [] }),
        then: branch(input, 'then', context, depth),
        else: branch(input, 'else', context, depth),
      };
    case 'business_hours':
    case 'exit':
      return { type };
  }
}

const branch = (input: ObjectInput, name: 'then' | 'else', context: StepsContext, depth: number): readonly Step[] =>
  parseSteps(input.optionalList(name, MAX_STEPS) ?? [], at(input.path, name), context, depth + 1);

const recipient = (input: ObjectInput): { to?: string } => {
  const to = input.optionalString('to', RECIPIENT);
  return to === undefined ? {} : { to };
};

function webhook(input: ObjectInput, allowPrivate: readonly string[]): Details {
  const url = input.string('url', {
    max: URL_LIMIT,
    test: (text) => checkTemplate(text) ?? checkWebhookTemplate(text, allowPrivate),
  });
  const method = input.optionalChoice('method', METHODS);
  const headers = input.has('headers') ? parseHeaders(input) : undefined;
  const body = input.take('body') as Json | undefined;
  if (body !== undefined) checkTexts(body, at(input.path, 'body'), input.errors);
  return {
    type: 'webhook',
    url,
    ...(method === undefined ? {} : { method }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body: copyJson(body) }),
  };
}

function parseHeaders(input: ObjectInput): Readonly<Record<string, string>> {
  const headers = ObjectInput.read(input.take('headers'), at(input.path, 'headers'), input.errors);
  if (headers === null) return {};
  const names = Object.keys(input.take('headers') as object);
  if (names.length > MAX_HEADERS) input.fault('headers', `must have at most ${MAX_HEADERS} fields`, null);
  for (const name of names) {
    if (!HEADER_NAME.test(name)) headers.fault(name, 'is not the name of a header', null);
    else if (OWN_HEADERS.test(name)) headers.fault(name, 'is set by the service itself', null);
  }
  return Object.fromEntries(
    names.map((name) => [name, headers.string(name, { ...WEBHOOK_TEXT, test: checkHeaderValue })]),
  );
}

const checkHeaderValue = (text: string): string | null =>
  /[\r\n\0]/.test(text) ? 'must be one line' : checkTemplate(text);

/** Every string of a webhook's body is a template. */
function checkTexts(value: Json, path: string, errors: Invalid[]): void {
  if (typeof value === 'string') {
    const wrong = checkTemplate(value);
    if (wrong !== null) errors.push({ path, message: wrong });
  } else if (Array.isArray(value)) {
    value.forEach((one: Json, i) => {
      checkTexts(one, `${path}[${i}]`, errors);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) checkTexts(one, at(path, name), errors);
  }
}
