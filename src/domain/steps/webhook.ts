import type { Invalid } from '../../kernel/errors';
import { ObjectInput, at, copyJson } from '../../kernel/input';
import { bounded } from '../../kernel/json-schema';
import type { Json } from '../../kernel/message';
import { isReservedHeader } from '../effect/webhook-headers';
import { checkWebhookTemplate } from '../effect/webhook-target';
import { checkTemplate } from '../templates/check-template';
import { enterEffect } from './enter-effect';
import type { WebhookStep } from './step';
import type { Details, StepKind } from './step-kind';
import { TEMPLATE, TEXT, VIA, template } from './template-field';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const URL_LIMIT = 2_048;
const HEADER = template(10_000, 0);

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
const MAX_HEADERS = 50;

export const webhook: StepKind<WebhookStep> = {
  name: 'Webhook',
  says: 'Calls a public HTTPS address with a JSON body, or with the run, the contact and the data.',
  parse: (input, context) => parseWebhook(input, context.allowPrivate),
  fields: {
    url: bounded(TEMPLATE, { max: URL_LIMIT }),
    method: { type: 'string', enum: METHODS },
    headers: { type: 'object', additionalProperties: bounded(TEMPLATE, HEADER), maxProperties: MAX_HEADERS },
    body: { description: 'a JSON value whose strings are templates; default: the run, contact and data' },
  },
  required: ['url'],
  enter: enterEffect,
  output: {
    url: TEXT,
    method: TEXT,
    via: VIA,
    statusCode: { type: 'integer', description: 'what the target answered' },
    response: { type: 'string', description: 'the first 2 KB of its answer' },
    responseCut: { type: 'boolean', description: 'there was more of it' },
  },
};

function parseWebhook(input: ObjectInput, allowPrivate: readonly string[]): Details<WebhookStep> {
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
  const firsts = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  for (const name of names) {
    const first = firsts.get(name.toLowerCase()) ?? name;
    if (!HEADER_NAME.test(name)) headers.fault(name, 'is not the name of a header', null);
    else if (isReservedHeader(name)) headers.fault(name, 'is set by the service itself', null);
    else if (first !== name) headers.fault(name, `is the same header as ${first}: case does not tell them apart`, null);
  }
  return Object.fromEntries(names.map((name) => [name, headers.string(name, { ...HEADER, test: checkHeaderValue })]));
}

/** What is rendered into it becomes one line; what stands in it is to be one. Other characters than ASCII go as UTF-8. */
const checkHeaderValue = (text: string): string | null =>
  /[^\P{Cc}\t]|[\u2028\u2029]/u.test(text) ? 'must be one line, without control characters' : checkTemplate(text);

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
