import { Liquid, toValueSync } from 'liquidjs';
import type { LiquidOptions, Template } from 'liquidjs';
import { registerFilters, putBy } from './filters';
import { operators } from './operators';
import { countTags, MAX_TEMPLATE } from './template-limits';
import { Collector, RenderContext, renderTemplates } from './render-context';
import type { Rendering } from './render-context';
import { registerTags } from './tags';
import { Written } from './written';
import type { Writing } from './written';

type OutputEscape = Exclude<LiquidOptions['outputEscape'], string | undefined>;

/** Units of each character and each tag of a template: parsing is counted as though nothing was kept parsed. */
const PARSED = 5;
const PARSED_TAG = 1_000;
/** Characters of the templates that are kept parsed. */
const MAX_KEPT = 2_000_000;

/** They would reach for other templates; there are none. */
const NOT_THERE = ['include', 'render', 'layout', 'block'];

interface Parsed {
  readonly templates: readonly Template[];
  /** What parsing it counts. */
  readonly units: number;
}

/** A Liquid engine with its parsed templates. Rendering depends on nothing but template and variables. */
export class Engine {
  private readonly liquid: Liquid;
  private readonly parsed = new Map<string, Parsed>();
  private kept = 0;

  constructor(private readonly writing: Writing) {
    this.liquid = new Liquid({
      ownPropertyOnly: true,
      strictFilters: true,
      templates: {},
      operators,
      parseLimit: MAX_TEMPLATE,
      outputEscape: putBy(writing) as unknown as OutputEscape,
    });
    for (const tag of NOT_THERE) Reflect.deleteProperty(this.liquid.tags, tag);
    Object.assign(this.liquid.renderer, { renderTemplates });
    registerTags(this.liquid);
    registerFilters(this.liquid, writing);
  }

  /** @throws LiquidError */
  parse(template: string): readonly Template[] {
    return this.parsedOf(template).templates;
  }

  /** @throws LiquidError, DomainError */
  render(template: string, variables: object, rendering: Omit<Rendering, 'writing'>): string {
    rendering.work.use(this.parsed.get(template)?.units ?? unitsOf(template));
    const { templates } = this.parsedOf(template);
    const context = new RenderContext(this.liquid, variables, { ...rendering, writing: this.writing });
    const rendered: unknown = toValueSync(renderTemplates(templates, context, new Collector(context, true)));
    return rendered instanceof Written ? rendered.written : '';
  }

  private parsedOf(template: string): Parsed {
    const known = this.parsed.get(template);
    if (known !== undefined) return known;
    const parsed = { templates: this.liquid.parse(template), units: unitsOf(template) };
    this.parsed.set(template, parsed);
    this.kept += template.length;
    for (const oldest of this.parsed.keys()) {
      if (this.kept <= MAX_KEPT) break;
      this.parsed.delete(oldest);
      this.kept -= oldest.length;
    }
    return parsed;
  }
}

const unitsOf = (template: string): number => template.length * PARSED + countTags(template) * PARSED_TAG;
