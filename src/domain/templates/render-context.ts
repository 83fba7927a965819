import { Context, LiquidError, Output, RenderError, TypeGuards } from 'liquidjs';
import type { Emitter, Liquid, Template } from 'liquidjs';
import { isAbsent } from '../absent';
import { ownName } from '../own-name';
import type { Json } from '../../kernel/message';
import { MissingData } from './missing-data';
import type { Work } from './render-budget';
import { TemplateError } from './template-error';
import { Put, Written } from './written';
import type { Writing } from './written';

/** Units of a tag, an output or a text between them; of a name that is looked up; of an item or character that is made. */
const NODE = 100;
const LOOK_UP = 45;
const MADE = 15;
/** Of what is put into what is rendered, besides its characters. */
const PUT = 30;

/** What a rendering goes by besides its variables. */
export interface Rendering {
  readonly work: Work;
  readonly writing: Writing;
  /** Characters of what is rendered. */
  readonly maxLength: number;
  /** What `'now'` is in a date, milliseconds since the epoch. */
  readonly now: number;
  /** Of the dates that are rendered, IANA name. */
  readonly timezone: string;
  /** Of the amounts of money that are rendered, as the contact has it. */
  readonly locale: Json | undefined;
  /** Told of each merge field that comes out empty. */
  readonly onAbsent: (path: string) => void;
}

/** What loops say of themselves is no merge field. */
const LOOPS: ReadonlySet<string | number> = new Set(['forloop', 'tablerowloop']);

type Limiter = Context['memoryLimit'];
type Path = Parameters<Context['_get']>[0];

/** LiquidJS tells `use` what it makes of data, which may be a text or less than nothing; it counts no time here. */
const limiter = (work: Work): Limiter =>
  ({
    use: (count: unknown) => {
      work.use(Number(count) * MADE);
    },
    check: () => undefined,
  }) as unknown as Limiter;

/** Counts what is looked up, and tells what was not there. */
export class RenderContext extends Context {
  /** Conditions that are being looked at: what is absent there did not come out empty. */
  conditions = 0;

  constructor(
    private readonly of: Liquid,
    scope: object,
    readonly rendering: Rendering,
  ) {
    const counted = limiter(rendering.work);
    super(scope, of.options, { globals: {}, sync: true }, { liquid: of, memoryLimit: counted, renderLimit: counted });
  }

  /** For a look into one item of a list. */
  override spawn(scope: object = {}): RenderContext {
    return new RenderContext(this.of, scope, { ...this.rendering, onAbsent: () => undefined });
  }

  /** LiquidJS takes a value as well as what yields one. */
  override _get(path: Path): IterableIterator<unknown> {
    return this.lookUp(path) as IterableIterator<unknown>;
  }

  lookUp(path: Path): unknown {
    const scoped = this as unknown as { readonly scopes: readonly object[]; findScope(name: unknown): object };
    const { scopes } = scoped;
    this.rendering.work.use(LOOK_UP + scopes.length);
    let value: unknown = scoped.findScope(path[0]);
    for (const name of path) value = this.readProperty(value as object, name);
    if (this.conditions === 0 && isAbsent(textOf(value) as Json)) {
      const names = path.filter((name) => typeof name === 'string' || typeof name === 'number');
      const isOwn = scopes.some((scope) => Object.hasOwn(scope, names[0] ?? ''));
      const isField = names.length === path.length && !(isOwn && (names.length === 1 || LOOPS.has(names[0] ?? '')));
      if (isField) this.rendering.onAbsent(names.join('.'));
    }
    return value;
  }

  override readProperty(...[of, name]: Parameters<Context['readProperty']>): unknown {
    const { work } = this.rendering;
    work.use(LOOK_UP);
    const from = textOf(of) as typeof of;
    const value: unknown = super.readProperty(from, nameIn(from, name));
    // Of an object LiquidJS makes a list of all names to tell how many they are.
    if (name === 'size') work.use(Number(value) * MADE);
    return value;
  }
}

/** The name that an object has it by. */
const nameIn = <T>(of: unknown, name: T): T | string =>
  typeof name === 'string' && typeof of === 'object' && of !== null ? (ownName(of, name) ?? name) : name;

export const textOf = (value: unknown): unknown => (value instanceof Written ? value.text : value);

/** Collects what is rendered, as a text and as it is written. */
export class Collector implements Emitter {
  buffer = '';
  private text = '';

  private readonly rendering: Rendering;

  /** @param isWhole it collects what is rendered, no part of it that is captured */
  constructor(
    { rendering }: RenderContext,
    private readonly isWhole: boolean,
  ) {
    this.rendering = rendering;
  }

  write(value: unknown): void {
    const put = value instanceof Put ? value : new Put(String(value), String(value));
    if (this.isWhole && put === value && isAbsent(put.text) && !this.rendering.writing.mayBeEmpty(this.buffer))
      throw new MissingData('a value in the address, before its query, is absent');
    this.text += put.text;
    this.buffer += put.written;
    this.rendering.work.use(PUT + put.written.length);
    if (this.buffer.length > this.rendering.maxLength)
      throw new TemplateError(`the rendered text is longer than ${this.rendering.maxLength} characters`);
  }

  get collected(): Written {
    return new Written(this.text, this.buffer);
  }
}

/** In place of LiquidJS's own renderer: counts, and captures what is written as what it is. */
export function* renderTemplates(
  templates: readonly Template[],
  context: RenderContext,
  emitter: Emitter = new Collector(context, false),
): Generator<unknown, unknown, unknown> {
  const { work } = context.rendering;
  work.use(NODE);
  for (const template of templates) {
    work.use(NODE + template.token.end - template.token.begin);
    try {
      const field = mergeFieldOf(template, context);
      const made: unknown =
        field === null ? yield template.render(context, emitter) : field.put(context.lookUp(field.path));
      if (made !== undefined && made !== '') emitter.write(made);
    } catch (error) {
      throw LiquidError.is(error) ? error : new RenderError(error as Error, template);
    }
    if (context.breakCalled || context.continueCalled) break;
  }
  return emitter instanceof Collector ? emitter.collected : emitter.buffer;
}

/** An output of a value that is looked up, without filters but the last one, which puts it. */
interface MergeField {
  readonly path: Path;
  readonly put: (value: unknown) => unknown;
}

const mergeFields = new WeakMap<Template, MergeField | null>();

/** Most outputs are one; it needs none of the generators that LiquidJS goes through for any other. */
function mergeFieldOf(template: Template, { opts }: RenderContext): MergeField | null {
  const known = mergeFields.get(template);
  if (known !== undefined) return known;
  const field =
    template instanceof Output ? asMergeField(template.value as unknown as ParsedValue, opts.outputEscape) : null;
  mergeFields.set(template, field);
  return field;
}

/** As far as LiquidJS does not tell the types of what it parsed. */
interface ParsedValue {
  readonly initial: { readonly postfix: readonly object[] };
  readonly filters: readonly { readonly handler: MergeField['put'] }[];
}

function asMergeField(
  { initial: { postfix }, filters: [last, ...others] }: ParsedValue,
  putting: unknown,
): MergeField | null {
  const [token, ...more] = postfix;
  if (last === undefined || last.handler !== putting || others.length > 0 || more.length > 0) return null;
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return null;
  const path = token.props.map((name) => (TypeGuards.isWordToken(name) ? name.content : null));
  return path.includes(null) ? null : { path: path as Path, put: last.handler };
}
