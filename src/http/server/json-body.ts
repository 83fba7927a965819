import type { FastifyRequest } from 'fastify';
import { InvalidRequest } from '../../kernel/errors';
import { changedNumbers } from './json-numbers';

const MAX_DEPTH = 32;
/** Takes nothing for what it is not: neither bytes that are no UTF-8, nor a mark of their order. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** No body is undefined. What is too deep, or would reach for a prototype, is refused before anybody looks at it. */
export function parseJsonBody(
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    if (request.routeOptions.config.rawBody === true) done(null, body);
    else done(null, body.length === 0 ? undefined : readJson(body));
  } catch (error) {
    done(error as Error);
  }
}

/** @throws InvalidRequest */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return read(UTF_8.decode(bytes));
  } catch (error) {
    throw error instanceof InvalidRequest ? error : invalid('is not valid JSON');
  }
}

/** What it would keep as another number than it was sent is refused too: it may be somebody's id. */
function read(text: string): unknown {
  const body = checked(JSON.parse(text));
  const changed = changedNumbers(text);
  if (changed.length === 0) return body;
  const message = 'is a number that cannot be kept as it is: send it as a text';
  throw new InvalidRequest(changed.map((path) => ({ path, message })));
}

/** Level by level, so that no depth of nesting can exhaust the stack. */
function checked(body: unknown): unknown {
  let level = [body].filter(isNesting);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw invalid(`is nested more than ${MAX_DEPTH} deep`);
    level = level.flatMap((value) => {
      if (Object.hasOwn(value, '__proto__')) throw invalid('has a field named __proto__');
      return Object.values(value).filter(isNesting);
    });
  }
  return body;
}

const isNesting = (value: unknown): value is object => typeof value === 'object' && value !== null;

const invalid = (message: string): InvalidRequest => new InvalidRequest([{ path: '', message }]);
