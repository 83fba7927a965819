import type { FastifyRequest } from 'fastify';
import { DomainError, InvalidRequest } from '../../kernel/errors';
import { refusePacked } from './packed-body';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** `application/x-www-form-urlencoded`, for the routes that take it: left on the request as `form`, and there is no body. */
export function parseFormBody(
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    refusePacked(request);
    if (request.routeOptions.config.form !== true)
      throw new DomainError('unsupported_media_type', 'this route takes application/json, and no form');
    Object.assign(request, { form: [...new URLSearchParams(UTF_8.decode(body))] });
    done(null, undefined);
  } catch (error) {
    done(error instanceof DomainError ? error : new InvalidRequest([{ path: '', message: 'is no form in UTF-8' }]));
  }
}

/** `multipart/form-data`, for the routes to which it is enough that it came: there is no body. */
export function passOverParts(
  { routeOptions }: FastifyRequest,
  _body: Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const refusal = new DomainError('unsupported_media_type', 'this route takes application/json, and no form of parts');
  done(routeOptions.config.parts === true ? null : refusal);
}
