import { CaptureTag, Context, defaultOperators } from 'liquidjs';
import type { FilterImplOptions, Liquid, Operators } from 'liquidjs';
import { TemplateError } from './template-error';

/** Items of lists and characters of texts that one template may make of its data. */
const MAX_MADE = 300_000;
/** Characters that it may search a text for: of longer ones that repeat themselves a single search can take seconds. */
const MAX_SOUGHT = 1_000;
const SEARCHES = /^(split|replace|remove)/;

type Limiter = Context['memoryLimit'];
type Filter = Exclude<FilterImplOptions, { handler: unknown }>;

/** LiquidJS asks `check` for the time and tells `use` what it makes; both give up in words for people. */
class Limits {
  private made = 0;

  constructor(private readonly isOver: () => boolean) {}

  check(): void {
    if (this.isOver()) throw new TemplateError('the templates of this step take too long to render');
  }

  /** LiquidJS passes on what a template calls a length, which may be a text or less than nothing. */
  use(count: unknown): void {
    const made = Number(count);
    if (made > 0) this.made += made;
    if (this.made > MAX_MADE)
      throw new TemplateError(`a template of this step makes more than ${MAX_MADE} items and characters of its data`);
  }
}

/**
 * LiquidJS looks at the time between tags only, and one tag can go through a list once for each item of a list. Here it
 * is also looked at whenever a name is looked up and a filter begins.
 */
export class LimitedContext extends Context {
  constructor(liquid: Liquid, scope: object, globals: object, isOver: () => boolean) {
    const limits = new Limits(isOver) as unknown as Limiter;
    super(scope, liquid.options, { globals, sync: true }, { liquid, memoryLimit: limits, renderLimit: limits });
  }

  override readProperty(...of: Parameters<Context['readProperty']>): unknown {
    this.renderLimit.check(0);
    return super.readProperty(...of);
  }
}

/** What LiquidJS itself lets grow without counting it: lists in lists, and captured texts. */
export function limit(liquid: Liquid): void {
  for (const [name, filter] of Object.entries(liquid.filters))
    if (typeof filter === 'function') liquid.registerFilter(name, limited(filter, SEARCHES.test(name)));
  liquid.registerTag('capture', Capture);
}

const limited = (filter: Filter, searches: boolean): Filter =>
  function* (value: unknown, ...args: readonly unknown[]): Generator<unknown, unknown, unknown> {
    const { memoryLimit, renderLimit } = this.context;
    renderLimit.check(0);
    if (searches) checkSought(args[0]);
    const made = yield filter.call(this, value, ...args);
    countLists(made, memoryLimit);
    return made;
  };

const { contains } = defaultOperators as { contains: (...of: [unknown, unknown, Context]) => boolean };

export const operators: Operators = {
  ...defaultOperators,
  contains(value: unknown, sought: unknown, context: Context) {
    if (typeof value === 'string') checkSought(sought);
    return contains(value, sought, context);
  },
};

function checkSought(sought: unknown): void {
  if (String(sought).length > MAX_SOUGHT)
    throw new TemplateError(`a template of this step searches for more than ${MAX_SOUGHT} characters`);
}

/** A list that holds another twice is short, but twice as long when it is written out. */
function countLists(value: unknown, limiter: Limiter): void {
  if (!Array.isArray(value)) return;
  limiter.use(value.length);
  for (const item of value) countLists(item, limiter);
}

class Capture extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context);
    const captured = (context.bottom() as Record<string, unknown>)[this.variable];
    context.memoryLimit.use(String(captured).length);
  }
}
