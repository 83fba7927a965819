import { TextDecoder } from 'node:util';
import type { FastifyRequest } from 'fastify';
import { DomainError, InvalidRequest } from '../../kernel/errors';
import { excerpt } from '../../kernel/json-size';
import { refusePacked } from './packed-body';
import { changedNumbers } from './json-numbers';

const MAX_DEPTH = 32;
const MAX_CHARSET = 40;
/** Takes nothing for what it is not: neither bytes that are no UTF-8, nor a mark of their order. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Other types of JSON, such as `application/vnd.api+json`, are for routes that take any. */
export const ANY_JSON = /^application\/[\w.!#$&^-]+\+json(?:$|[\s;])/i;

/** No body is undefined. What is too deep, or would reach for a prototype, is refused before anybody looks at it. */
export function parseJsonBody(
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    refusePacked(request);
    const isRaw = request.routeOptions.config.rawBody === true;
    if (isRaw) done(null, body);
    else if (ANY_JSON.test(request.headers['content-type'] ?? ''))
      throw new DomainError('unsupported_media_type', 'this route takes application/json');
    else done(null, body.length === 0 ? undefined : readJson(body));
  } catch (error) {
    done(error as Error);
  }
}

/** @throws InvalidRequest */
export const readJson = (bytes: Uint8Array): unknown => readWith(UTF_8, bytes);

/**
 * As a stranger may send it: in the charset that its type names, with a mark of the order of its bytes or without.
 * @throws InvalidRequest; DomainError `unsupported_media_type` for a charset that is none
 */
export const readAnyJson = (bytes: Uint8Array, contentType: string): unknown =>
  readWith(decoderOf(/;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8'), bytes);

function readWith(decoder: TextDecoder, bytes: Uint8Array): unknown {
  try {
    return read(decoder.decode(bytes));
  } catch (error) {
    throw error instanceof InvalidRequest ? error : invalid('is not valid JSON');
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new DomainError('unsupported_media_type', `there is no charset ${excerpt(charset, MAX_CHARSET)}`);
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
