import { AssignTag, TypeGuards, Value } from 'liquidjs';
import type { Arguments, FilteredValueToken, PropertyAccessToken, Template, Token } from 'liquidjs';
import { excerpt } from '../../kernel/json-size';
import { SERVICE_FIELDS } from './service-fields';

/** What a template may name, besides what it makes itself; `continue` is of loops. */
const ROOTS = ['contact', 'data', 'account', 'run'];

/** Characters of a template that a fault shows. */
export const MAX_SHOWN = 100;

/** A name, and the fields below it as far as the template itself says them. */
type Path = readonly string[];
/** What each name stands for; null: for what only rendering tells. */
type Names = ReadonlyMap<string, Path | null>;

/** A name that nothing is known by renders to nothing, and nobody would see why; so does a field that the service does not have. */
export function checkNames(parsed: readonly Template[]): string | null {
  const names = namesOf(parsed);
  for (const { template, ofLoops } of everyTemplate(parsed))
    for (const argument of argumentsOf(template))
      for (const path of pathsIn(argument)) {
        const wrong = wrongPath(path, names, ofLoops);
        if (wrong !== null) return wrong;
      }
  return null;
}

function wrongPath(path: Path, names: Names, ofLoops: ReadonlySet<string>): string | null {
  const [root = ''] = path;
  const isKnown = ofLoops.has(root) || names.has(root);
  if (!isKnown)
    return `${shown(root)} is no name that it can use: names begin with ${ROOTS.join(', ')} (a text needs quotes)`;
  const [of = '', field, ...within] = meant(path, names, ofLoops) ?? [];
  if (!isOfService(of) || field === undefined) return null;
  const fields: readonly string[] = SERVICE_FIELDS[of];
  const isField = fields.includes(field);
  if (field === 'size' ? within.length === 0 : isField && within.every(isPartOfText)) return null;
  const wrong = isField || field === 'size' ? [of, field, ...within] : [of, field];
  return `${shown(wrong.join('.'))} is no field that it can use: ${of} has ${fields.join(', ')}`;
}

const shown = (name: string): string => JSON.stringify(excerpt(name, MAX_SHOWN));
/** How long a text is, or one character of it. */
const isPartOfText = (name: string): boolean => name === 'size' || name === 'length' || /^-?\d+$/.test(name);
const isOfService = (name: string): name is keyof typeof SERVICE_FIELDS => Object.hasOwn(SERVICE_FIELDS, name);

/** From the root on; null where only rendering tells. */
function meant([root = '', ...rest]: Path, names: Names, ofLoops: ReadonlySet<string>): Path | null {
  const of = ofLoops.has(root) ? null : (names.get(root) ?? null);
  return of === null ? null : [...of, ...rest];
}

/**
 * What the template makes itself stands for what is assigned to it, where that is one path and nothing else. A name that
 * was there before stands for one thing above its assignment and for another one below.
 */
function namesOf(parsed: readonly Template[]): Names {
  const names = new Map<string, Path | null>([...ROOTS.map((root) => [root, [root]] as const), ['continue', null]]);
  const made = new Set(ROOTS);
  for (const { template, ofLoops } of everyTemplate(parsed))
    for (const { content: name } of template.localScope?.() ?? []) {
      const path = template instanceof AssignTag ? assigned(template) : null;
      const isOnly = path !== null && !made.has(name);
      names.set(name, isOnly ? meant(path, names, ofLoops) : null);
      made.add(name);
    }
  return names;
}

function assigned(tag: AssignTag): Path | null {
  const [value] = argumentsOf(tag);
  if (!(value instanceof Value) || value.filters.length > 0) return null;
  const [token, ...more] = value.initial.postfix;
  return TypeGuards.isPropertyAccessToken(token) && more.length === 0 ? pathOf(token) : null;
}

interface Placed {
  readonly template: Template;
  /** The names that the loops around it make. */
  readonly ofLoops: ReadonlySet<string>;
}

export function* everyTemplate(
  templates: readonly Template[],
  ofLoops: ReadonlySet<string> = new Set(),
): Generator<Placed> {
  for (const template of templates) {
    yield { template, ofLoops };
    const within = [...(template.blockScope?.() ?? [])];
    yield* everyTemplate(childrenOf(template), within.length === 0 ? ofLoops : new Set([...ofLoops, ...within]));
  }
}

const childrenOf = (template: Template): readonly Template[] =>
  (template.children?.(false, true).next().value ?? []) as readonly Template[];

type Argument = Arguments extends Iterable<infer One> ? One : never;

export const argumentsOf = (template: Template): readonly Argument[] => [...(template.arguments?.() ?? [])];

function* pathsIn(argument: Argument): Generator<Path> {
  for (const token of tokensIn(argument)) {
    const path = TypeGuards.isPropertyAccessToken(token) ? pathOf(token) : null;
    if (path !== null) yield path;
  }
}

/** All that it is made of, the parts of a part too. */
export function* tokensIn(argument: Argument | Token): Generator<Token> {
  if (argument instanceof Value || TypeGuards.isFilteredValueToken(argument)) {
    yield* tokensInValue(argument);
    return;
  }
  for (const part of partsOf(argument)) yield* tokensIn(part);
  yield argument;
}

function partsOf(token: Token): readonly Token[] {
  if (TypeGuards.isRangeToken(token)) return [token.lhs, token.rhs];
  if (!TypeGuards.isPropertyAccessToken(token)) return [];
  return token.variable === undefined ? token.props : [token.variable, ...token.props];
}

function* tokensInValue({ initial, filters }: Value | FilteredValueToken): Generator<Token> {
  for (const token of initial.postfix) yield* tokensIn(token);
  for (const { args } of filters)
    for (const arg of args) {
      const token = Array.isArray(arg) ? arg[1] : arg;
      if (token !== undefined) yield* tokensIn(token);
    }
}

/** As far as the template itself says it: `run["id"]` is `run.id`, and what `run[data.x]` is nobody knows. Null: of no name. */
function pathOf({ variable, props }: PropertyAccessToken): Path | null {
  if (variable !== undefined) return null;
  const dynamic = props.findIndex((name) => !('content' in name) || typeof name.content === 'object');
  const said = dynamic === -1 ? props : props.slice(0, dynamic);
  return said.length === 0 ? null : said.map((name) => String((name as { content: unknown }).content));
}
