import { isExact } from '../../../src/kernel/exact-number';

/** JSON as somebody typed it, every number of it kept as it is: another would be sent, and the service could not tell. */
export function parseTyped(text: string): unknown {
  const typed: unknown = JSON.parse(text);
  for (const [token] of text.matchAll(TEXT_OR_NUMBER))
    if (!token.startsWith('"') && !isExact(token))
      throw new SyntaxError(`${token} is a number that cannot be kept as it is: put it in quotes.`);
  return typed;
}

const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
