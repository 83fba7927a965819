import { LiquidError } from 'liquidjs';
import { DomainError } from '../../kernel/errors';
import type { Json, JsonObject } from '../../kernel/message';
import { Engine } from './engine';
import type { RenderBudget } from './render-budget';
import type { AccountFields, RunFields } from './service-fields';
import { TemplateError } from './template-error';
import { html, plain, url } from './written';

/** What a template can name, and what its rendering goes by. */
export interface TemplateVariables {
  readonly contact: JsonObject;
  readonly data: JsonObject;
  readonly account: AccountFields;
  readonly run: RunFields;
  /** What `'now'` is in a date, milliseconds since the epoch. */
  readonly now: number;
  /** Of the dates that are rendered, IANA name. */
  readonly timezone: string;
  readonly budget: RenderBudget;
  /** Told the path of each merge field that comes out empty. */
  readonly onAbsent?: (path: string) => void;
}

/** Characters that text and HTML are rendered to. */
const MAX_TEXT = 64 * 1024;
const MAX_HTML = 256 * 1024;

export const textEngine = new Engine(plain);
const htmlEngine = new Engine(html);
const urlEngine = new Engine(url);

/** @throws MissingData, TemplateError */
export const renderText = (template: string, variables: TemplateVariables): string =>
  render(textEngine, template, variables, MAX_TEXT);

/** Every value that is put in is escaped for HTML, but for what is `raw`. @throws MissingData, TemplateError */
export const renderHtml = (template: string, variables: TemplateVariables): string =>
  render(htmlEngine, template, variables, MAX_HTML);

/** Every value that is put in is percent-encoded, but for what is `raw`. @throws MissingData, TemplateError */
export const renderUrl = (template: string, variables: TemplateVariables): string =>
  render(urlEngine, template, variables, MAX_TEXT);

/** Every string in a JSON value as a template; the names of fields stay as they are. @throws MissingData, TemplateError */
export function renderJson(value: Json, variables: TemplateVariables): Json {
  if (typeof value === 'string') return renderText(value, variables);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => renderJson(one, variables));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, renderJson(one, variables)]));
}

function render(engine: Engine, template: string, variables: TemplateVariables, maxLength: number): string {
  if (isPlain(template)) {
    if (template.length <= maxLength) return template;
    throw new TemplateError(`the rendered text is longer than ${maxLength} characters`);
  }
  const { contact, data, account, run, now, timezone, budget, onAbsent = () => undefined } = variables;
  const names = { contact, data, account, run };
  return budget.spend((work) => {
    try {
      return engine.render(template, names, { work, maxLength, now, timezone, locale: contact['locale'], onAbsent });
    } catch (error) {
      throw failureOf(error);
    }
  });
}

const isPlain = (template: string): boolean => !template.includes('{{') && !template.includes('{%');

/** LiquidJS tells the place of whatever goes wrong, also of what was thrown for it to tell. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof LiquidError)) return error;
  return error.originalError instanceof DomainError ? error.originalError : new TemplateError(error.message);
}
