import { isAbsent } from '../absent';
import type { EffectRequest } from '../effect/effect';
import { checkRecipient, optOutAddress } from '../effect/recipient';
import { unsubscribeUrl } from '../effect/unsubscribe-link';
import { DomainError } from '../../kernel/errors';
import { excerpt, jsonBytes } from '../../kernel/json-size';
import type { Json } from '../../kernel/message';
import { MissingData } from '../templates/missing-data';
import { oneLine } from '../templates/one-line';
import { renderHtml, renderJson, renderText, renderUrl } from '../templates/render';
import type { TemplateVariables } from '../templates/render';
import type { RunFields } from '../templates/service-fields';
import { htmlShowsNothing, showsNothing } from '../templates/shows-nothing';
import { TemplateError } from '../templates/template-error';
import type { EffectStep, EmailStep, SmsStep, WebhookStep } from '../steps/step';
import { checkWebhookUrl, hasDotSegment } from '../effect/webhook-target';
import { zoneOfRun } from '../time/zone';
import type { Running } from './run-state';
import type { World } from './world';

/** An intent goes into one append with what precedes it: bytes of JSON. */
const MAX_REQUEST_BYTES = 256 * 1024;

/** Names and values of a webhook's headers together, in UTF-8: of more, servers end the connection, and nobody could tell what became of it. */
const MAX_HEADERS_BYTES = 16 * 1024;

/** The target of a webhook, as rendered, is none that may be reached. */
export class WebhookBlocked extends DomainError {
  constructor(message: string) {
    super('webhook_blocked', message);
    this.name = 'WebhookBlocked';
  }
}

/** What a message would go to is not one phone number, or not one email address. */
export class InvalidRecipient extends DomainError {
  constructor(message: string) {
    super('invalid_recipient', message);
    this.name = 'InvalidRecipient';
  }
}

/** @throws MissingData, InvalidRecipient, TemplateError, WebhookBlocked */
export function renderEffect(step: EffectStep, run: Running, world: World): EffectRequest {
  const variables = variablesOf(step, run, world);
  const request = render(step, variables);
  if (step.type === 'webhook' && request.channel === 'webhook') {
    const wrong = wrongTarget(step.url, request.url, world);
    if (wrong !== null) throw new WebhookBlocked(`the target ${wrong}`);
  }
  if (jsonBytes(request) > MAX_REQUEST_BYTES)
    throw new TemplateError(`the rendered ${step.type} is larger than ${MAX_REQUEST_BYTES} bytes`);
  return request;
}

/** Whether it would go where its contact is not to be reached. Of addresses that are not its contact's only the sending tells. */
export function goesToOptedOut(step: SmsStep | EmailStep, run: Running, world: World): boolean {
  if (world.optedOutAddresses.size === 0) return false;
  try {
    const to = recipient(step, variablesOf(step, run, world));
    return world.optedOutAddresses.has(optOutAddress(step.type, to));
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

/** Its contact's own, where the step says none. */
function written({ type, to }: SmsStep | EmailStep, variables: TemplateVariables): string {
  if (to !== undefined) return renderText(to, variables);
  const own = type === 'sms' ? variables.contact['phone'] : variables.contact['email'];
  if (typeof own === 'string') return own;
  return renderText(type === 'sms' ? '{{contact.phone}}' : '{{contact.email}}', variables);
}

const wrongTarget = (template: string, url: string, { webhookAllowPrivate }: World): string | null =>
  checkWebhookUrl(url, webhookAllowPrivate) ??
  (hasDotSegment(url) && !hasDotSegment(template) ? 'must not be led to another path by a value' : null);

function render(step: EffectStep, variables: TemplateVariables): EffectRequest {
  switch (step.type) {
    case 'sms':
      return {
        channel: 'sms',
        to: recipient(step, variables),
        body: shown('body', renderText(step.body, variables)),
      };
    case 'email':
      return {
        channel: 'email',
        to: recipient(step, variables),
        subject: shown('subject', oneLine(renderText(step.subject, variables))),
        body: shown('body', renderHtml(step.body, variables), htmlShowsNothing),
      };
    case 'webhook':
      return {
        channel: 'webhook',
        url: renderUrl(step.url, variables),
        method: step.method ?? 'POST',
        headers: renderHeaders(step, variables),
        body: step.body === undefined ? defaultBody(variables) : renderJson(step.body, variables),
      };
  }
}

/** Of a recipient that is none, in the message that says so. */
const MAX_SHOWN = 100;

function recipient(step: SmsStep | EmailStep, variables: TemplateVariables): string {
  const { type: channel } = step;
  const to = oneLine(written(step, variables));
  if (isAbsent(to)) throw new MissingData(`the contact has no ${channel === 'sms' ? 'phone' : 'email'}`);
  const wrong = checkRecipient(channel, to);
  if (wrong !== null) throw new InvalidRecipient(`${JSON.stringify(excerpt(to, MAX_SHOWN))} ${wrong}`);
  return to;
}

/** @throws MissingData when there is nothing to see in it */
function shown(part: 'body' | 'subject', text: string, isNothing = showsNothing): string {
  if (isNothing(text)) throw new MissingData(`the ${part} renders to nothing`);
  return text;
}

function renderHeaders(step: WebhookStep, variables: TemplateVariables): Record<string, string> {
  const headers = Object.entries(step.headers ?? {}).map(
    ([name, value]) => [name, oneLine(renderText(value, variables))] as const,
  );
  if (Buffer.byteLength(headers.flat().join('')) > MAX_HEADERS_BYTES)
    throw new TemplateError(`the rendered headers are larger than ${MAX_HEADERS_BYTES} bytes`);
  return Object.fromEntries(headers);
}

const defaultBody = ({ run, contact, data }: TemplateVariables): Json => ({ run, contact, data });

/** Of emails; where there is none, it is absent. */
const unsubscribing = (step: EffectStep, runId: string, { links }: World): Pick<RunFields, 'unsubscribeUrl'> =>
  step.type !== 'email' || links === null ? {} : { unsubscribeUrl: unsubscribeUrl(links, { runId, stepId: step.id }) };

function variablesOf(step: EffectStep, { started }: Running, world: World): TemplateVariables {
  const run: RunFields = {
    id: started.runId,
    workflowId: started.workflowId,
    workflowName: started.workflowName,
    startedAt: started.startedAt,
    ...unsubscribing(step, started.runId, world),
  };
  return {
    contact: started.contact,
    data: started.data,
    account: { id: world.account, timezone: world.settings.timezone },
    run,
    now: world.now,
    timezone: zoneOfRun(started.contact, world.definition.settings, world.settings).timezone,
    budget: world.renderBudget,
    onAbsent: (path) => world.onAbsent?.(step.id, path),
  };
}
