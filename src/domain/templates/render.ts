import { Liquid, LiquidError } from 'liquidjs';
import type { Template } from 'liquidjs';
import { DomainError } from '../../kernel/errors';
import type { Json, JsonObject } from '../../kernel/message';
import { NOW, ZONE, dateFilter, requiredFilter } from './filters';
import { LimitedContext, limit, operators } from './limits';
import type { RenderBudget } from './render-budget';
import { TemplateError } from './template-error';

/** What a template can name, and what its rendering goes by. */
export interface TemplateVariables {
  readonly contact: JsonObject;
  readonly data: JsonObject;
  readonly account: JsonObject;
  readonly run: JsonObject;
  /** What `'now'` is in a date, milliseconds since the epoch. */
  readonly now: number;
  /** Of the dates that are rendered, IANA name. */
  readonly timezone: string;
  readonly budget: RenderBudget;
}

/** Characters of a template, and of what text and HTML are rendered to. */
const MAX_TEMPLATE = 200_000;
const MAX_TEXT = 64 * 1024;
const MAX_HTML = 256 * 1024;

/** @throws MissingData, TemplateError */
export const renderText = (template: string, variables: TemplateVariables): string =>
  render(plain, template, variables, MAX_TEXT);

/** Every value that is put in is escaped for HTML. @throws MissingData, TemplateError */
export const renderHtml = (template: string, variables: TemplateVariables): string =>
  render(html, template, variables, MAX_HTML);

/** Every string in a JSON value as a template; the names of fields stay as they are. @throws MissingData, TemplateError */
export function renderJson(value: Json, variables: TemplateVariables): Json {
  if (typeof value === 'string') return renderText(value, variables);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => renderJson(one, variables));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, renderJson(one, variables)]));
}

/** Why a template does not parse, with the place; null when it does. */
export function checkTemplate(template: string): string | null {
  if (template.length > MAX_TEMPLATE) return `must have at most ${MAX_TEMPLATE} characters`;
  try {
    plain.parse(template);
    return null;
  } catch (error) {
    if (error instanceof LiquidError) return error.message;
    throw error;
  }
}

/** A Liquid engine with its parsed templates. Rendering depends on nothing but template and variables. */
class Engine {
  private readonly liquid: Liquid;
  private readonly parsed = new Map<string, Template[]>();
  /** Characters of the templates that are kept parsed. */
  private kept = 0;

  constructor(outputEscape: 'escape' | undefined) {
    this.liquid = new Liquid({
      ownPropertyOnly: true,
      strictFilters: true,
      templates: {},
      operators,
      parseLimit: MAX_TEMPLATE,
      ...(outputEscape === undefined ? {} : { outputEscape }),
    });
    for (const tag of ['include', 'render', 'layout', 'block']) Reflect.deleteProperty(this.liquid.tags, tag);
    for (const filter of NOT_PURE) Reflect.deleteProperty(this.liquid.filters, filter);
    this.liquid.registerFilter('date', dateFilter);
    this.liquid.registerFilter('required', requiredFilter);
    limit(this.liquid);
  }

  parse(template: string): Template[] {
    const known = this.parsed.get(template);
    if (known !== undefined) return known;
    const parsed = this.liquid.parse(template);
    this.parsed.set(template, parsed);
    this.kept += template.length;
    for (const oldest of this.parsed.keys()) {
      if (this.kept <= MAX_KEPT) break;
      this.parsed.delete(oldest);
      this.kept -= oldest.length;
    }
    return parsed;
  }

  render(template: string, { now, timezone, budget, ...scope }: TemplateVariables): string {
    const globals = { [NOW]: now, [ZONE]: timezone };
    return budget.spend((isOver) => {
      const context = new LimitedContext(this.liquid, scope, globals, isOver);
      return String(this.liquid.renderSync(this.parse(template), context));
    });
  }
}

/** They tell the machine's time, draw lots, or let a value into HTML as it is. */
const NOT_PURE = [
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
  'sample',
  'shuffle',
  'raw',
];
const MAX_KEPT = 2_000_000;

const plain = new Engine(undefined);
const html = new Engine('escape');

function render(engine: Engine, template: string, variables: TemplateVariables, limit: number): string {
  const text = isPlain(template) ? template : rendered(engine, template, variables);
  if (text.length > limit) throw new TemplateError(`the rendered text is longer than ${limit} characters`);
  return text;
}

const isPlain = (template: string): boolean => !template.includes('{{') && !template.includes('{%');

function rendered(engine: Engine, template: string, variables: TemplateVariables): string {
  try {
    return engine.render(template, variables);
  } catch (error) {
    if (!(error instanceof LiquidError)) throw error;
    if (error.originalError instanceof DomainError) throw error.originalError;
    throw new TemplateError(error.message);
  }
}
