import { AssignTag, CycleTag, EchoTag, LiquidError, Output, TypeGuards, Value, evalQuotedToken } from 'liquidjs';
import type { Expression, Template, Token } from 'liquidjs';
import { isExact } from '../../kernel/exact-number';
import { excerpt } from '../../kernel/json-size';
import { MAX_SHOWN, argumentsOf, checkNames, everyTemplate, tokensIn } from './check-names';
import { checkFormat } from './format-date';
import { textEngine } from './render';
import { MAX_TAGS, MAX_TEMPLATE, countTags } from './template-limits';

/** Why a template cannot be saved, with the place where Liquid tells it; null when it can. */
export function checkTemplate(template: string): string | null {
  if (template.length > MAX_TEMPLATE) return `must have at most ${MAX_TEMPLATE} characters`;
  if (countTags(template) > MAX_TAGS) return `must have at most ${MAX_TAGS} tags and outputs`;
  try {
    const parsed = textEngine.parse(template);
    return checkOutputs(parsed) ?? checkNames(parsed) ?? checkNumbers(parsed) ?? checkFormats(parsed);
  } catch (error) {
    if (error instanceof LiquidError) return error.message;
    if (error instanceof RangeError) return 'is nested too deeply';
    throw error;
  }
}

/** Liquid would reckon with another number, and write that. */
function checkNumbers(parsed: readonly Template[]): string | null {
  for (const { template } of everyTemplate(parsed))
    for (const argument of argumentsOf(template))
      for (const token of tokensIn(argument))
        if (TypeGuards.isNumberToken(token) && !isExact(token.getText()))
          return `${excerpt(token.getText(), MAX_SHOWN)} is a number that cannot be kept as it is (a text needs quotes)`;
  return null;
}

/** A format that is told in the template itself would fail whenever it is rendered. */
function checkFormats(parsed: readonly Template[]): string | null {
  for (const { template } of everyTemplate(parsed))
    for (const argument of argumentsOf(template)) {
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
  for (const { template } of everyTemplate(parsed)) {
    const isOutput = [Output, EchoTag, CycleTag].some((type) => template instanceof type);
    if (!isOutput && !(template instanceof AssignTag)) continue;
    for (const argument of argumentsOf(template)) {
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
