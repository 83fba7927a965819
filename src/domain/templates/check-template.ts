import { AssignTag, CycleTag, EchoTag, LiquidError, Output, TypeGuards, Value, evalQuotedToken } from 'liquidjs';
import type { Arguments, Expression, FilteredValueToken, Template, Token } from 'liquidjs';
import { excerpt } from '../../kernel/json-size';
import { checkFormat } from './format-date';
import { textEngine } from './render';
import { MAX_TAGS, MAX_TEMPLATE, countTags } from './template-limits';

/** What a template may name, besides what it makes itself; `continue` is of loops. */
const ROOTS = ['contact', 'data', 'account', 'run'];
const KNOWN = new Set([...ROOTS, 'continue']);

/** Characters of a template that a fault shows. */
const MAX_SHOWN = 100;

/** Why a template cannot be saved, with the place where Liquid tells it; null when it can. */
export function checkTemplate(template: string): string | null {
  if (template.length > MAX_TEMPLATE) return `must have at most ${MAX_TEMPLATE} characters`;
  if (countTags(template) > MAX_TAGS) return `must have at most ${MAX_TAGS} tags and outputs`;
  try {
    const parsed = textEngine.parse(template);
    return checkOutputs(parsed) ?? checkNames(parsed) ?? checkFormats(parsed);
  } catch (error) {
    if (error instanceof LiquidError) return error.message;
    if (error instanceof RangeError) return 'is nested too deeply';
    throw error;
  }
}

/** A name that nothing is known by renders to nothing, and nobody would see why. */
function checkNames(parsed: readonly Template[]): string | null {
  const made = new Set(
    [...everyTemplate(parsed)].flatMap((template) =>
      [...(template.localScope?.() ?? [])].map(({ content }) => content),
    ),
  );
  for (const name of rootsIn(parsed, made))
    return `${JSON.stringify(excerpt(name, MAX_SHOWN))} is no name that it can use: names begin with ${ROOTS.join(', ')} (a text needs quotes)`;
  return null;
}

function* everyTemplate(templates: readonly Template[]): Generator<Template> {
  for (const template of templates) {
    yield template;
    yield* everyTemplate(childrenOf(template));
  }
}

/** Names that are neither known nor made by the template, those of loops only within them. */
function* rootsIn(templates: readonly Template[], made: ReadonlySet<string>): Generator<string> {
  for (const template of templates) {
    for (const argument of template.arguments?.() ?? [])
      for (const name of namesIn(argument)) if (!KNOWN.has(name) && !made.has(name)) yield name;
    yield* rootsIn(childrenOf(template), new Set([...made, ...(template.blockScope?.() ?? [])]));
  }
}

const childrenOf = (template: Template): readonly Template[] =>
  (template.children?.(false, true).next().value ?? []) as readonly Template[];

type Argument = Arguments extends Iterable<infer One> ? One : never;

function* namesIn(argument: Argument | Token): Generator<string> {
  if (argument instanceof Value || TypeGuards.isFilteredValueToken(argument)) yield* namesInValue(argument);
  else if (TypeGuards.isRangeToken(argument)) {
    yield* namesIn(argument.lhs);
    yield* namesIn(argument.rhs);
  } else if (TypeGuards.isPropertyAccessToken(argument)) {
    const { variable, props } = argument;
    if (variable !== undefined) yield* namesIn(variable);
    for (const [place, name] of props.entries())
      if (TypeGuards.isPropertyAccessToken(name)) yield* namesIn(name);
      else if (place === 0 && variable === undefined && 'content' in name) yield String(name.content);
  }
}

function* namesInValue({ initial, filters }: Value | FilteredValueToken): Generator<string> {
  for (const token of initial.postfix) yield* namesIn(token);
  for (const { args } of filters)
    for (const arg of args) {
      const token = Array.isArray(arg) ? arg[1] : arg;
      if (token !== undefined) yield* namesIn(token);
    }
}

/** A format that is told in the template itself would fail whenever it is rendered. */
function checkFormats(parsed: readonly Template[]): string | null {
  for (const template of everyTemplate(parsed))
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value || TypeGuards.isFilteredValueToken(argument))) continue;
      for (const { name, args } of argument.filters) {
        const [format] = args;
        if (name !== 'date' || !TypeGuards.isQuotedToken(format)) continue;
        const wrong = checkFormat(evalQuotedToken(format));
        if (wrong !== null) return wrong;
      }
    }
  return null;
}

/** `{{ contact.name or "there" }}` gives true or false, and so does what is assigned from it. */
function checkOutputs(parsed: readonly Template[]): string | null {
  for (const template of everyTemplate(parsed)) {
    const isOutput = [Output, EchoTag, CycleTag].some((type) => template instanceof type);
    if (!isOutput && !(template instanceof AssignTag)) continue;
    for (const argument of template.arguments?.() ?? []) {
      if (!(argument instanceof Value || TypeGuards.isFilteredValueToken(argument))) continue;
      const choice = choiceIn(argument.initial, isOutput);
      if (choice !== null) return choice;
    }
  }
  return null;
}

/** @param always also where it may be meant as a condition, none of its sides a text */
function choiceIn({ postfix }: Expression, always: boolean): string | null {
  const sides: Token[] = [];
  for (const token of postfix) {
    if (TypeGuards.isOperatorToken(token)) {
      const right = sides.pop();
      const left = token.operator === 'not' ? undefined : sides.pop();
      const isChoice = token.operator === 'and' || token.operator === 'or';
      if (isChoice && (always || [left, right].some(TypeGuards.isQuotedToken)))
        return `gives true or false by "${token.operator}": say ${insteadOf(left, right)}`;
    }
    sides.push(token);
  }
  return null;
}

function insteadOf(left: Token | undefined, right: Token | undefined): string {
  const isPlain = TypeGuards.isPropertyAccessToken(left) && TypeGuards.isValueToken(right);
  const [name, otherwise] = isPlain ? [left.getText(), right.getText()] : ['contact.name', '"there"'];
  return excerpt(`{{ ${name} | default: ${otherwise} }}`, MAX_SHOWN);
}
