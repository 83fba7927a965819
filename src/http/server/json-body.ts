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

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;
/** All that a body may be in but where strangers write: ASCII is UTF-8 too. */
const IN_UTF_8 = /^(?:utf-?8|us-ascii)$/i;

/** No body is undefined. What is too deep, or would reach for a prototype, is refused before anybody looks at it. */
export function parseJsonBody(
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    refusePacked(request);
    const isRaw = request.routeOptions.config.rawBody === true;
    if (!isRaw) refuseType(request, body);
    done(null, isRaw ? body : body.length === 0 ? undefined : readJson(body));
  } catch (error) {
    done(error as Error);
  }
}

/** Of JSON. @throws DomainError `unsupported_media_type` */
function refuseType({ headers, routeOptions }: FastifyRequest, body: Buffer): void {
  const type = headers['content-type'] ?? '';
  const charset = charsetOf(type);
  if (routeOptions.config.form === true && body.length > 0) throw unsupported('this route takes a form, and no JSON');
  if (ANY_JSON.test(type)) throw unsupported('this route takes application/json');
  if (!IN_UTF_8.test(charset))
    throw unsupported(`this route takes application/json in UTF-8, and not in ${excerpt(charset, MAX_CHARSET)}`);
}

const unsupported = (detail: string): DomainError => new DomainError('unsupported_media_type', detail);

const charsetOf = (contentType: string): string => CHARSET.exec(contentType)?.[1] ?? 'utf-8';

/** @throws InvalidRequest */
export const readJson = (bytes: Uint8Array): unknown => readWith(UTF_8, bytes);

/**
 * As a stranger may send it: in the charset that its type names, with a mark of the order of its bytes or without.
 * @throws InvalidRequest; DomainError `unsupported_media_type` for a charset that is none
 */
export const readAnyJson = (bytes: Uint8Array, contentType: string): unknown =>
  readWith(decoderOf(charsetOf(contentType)), bytes);

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
    throw unsupported(`there is no charset ${excerpt(charset, MAX_CHARSET)}`);
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
