import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Json } from '../../kernel/message';
import { AppendOutcomeUnknown, AppendTooLarge } from '../../ports/event-store';

/** The HTTP status of every code; a code that is not here is a refusal of the domain: 409. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request: 400,
  too_broad: 400,
  missing_data: 400,
  condition_error: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  append_too_large: 413,
  payload_too_large: 413,
  unsupported_media_type: 415,
  expectation_failed: 417,
  idempotency_key_reused: 422,
  too_many_requests: 429,
  headers_too_large: 431,
  internal_error: 500,
  engine_secret_not_configured: 503,
  append_outcome_unknown: 503,
  not_ready: 503,
};
const REFUSED = 409;

export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** RFC 9457. `type` names the code, relative to the service. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [extension: string]: unknown;
}

/** A refusal that was given before under the same Idempotency-Key, as it was given. */
export class RememberedProblem extends Error {
  constructor(readonly problem: Json) {
    super('this request was refused before');
    this.name = 'RememberedProblem';
  }
}

/** The problem document of whatever was thrown; null when it is nobody's fault but ours. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof RememberedProblem) return error.problem as unknown as Problem;
  if (error instanceof DomainError) return problem(error.code, error.message, error.details);
  if (error instanceof AppendTooLarge)
    return problem(error.code, 'what this would record is larger than one append may be');
  if (error instanceof AppendOutcomeUnknown)
    return problem(error.code, 'the store gave no answer; it is safe to send this again with an Idempotency-Key');
  const status = statusOf(error);
  if (status === null || status >= 500) return null;
  const code = HTTP_CODES[status] ?? 'invalid_request';
  return problem(code, messageOf(error));
}

/** What Fastify and Nest refuse by themselves: broken JSON, large bodies, unknown paths. */
const HTTP_CODES: Readonly<Record<number, string>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

export function problem(code: string, detail: string, extensions: Readonly<Record<string, unknown>> = {}): Problem {
  const status = STATUS[code] ?? REFUSED;
  return { ...extensions, type: `/problems/${code}`, title: TITLES[status] ?? 'Error', status, code, detail };
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendProblem(error, request, http.getResponse<FastifyReply>(), this.log);
  }
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const known = problemOf(error);
  if (known === null)
    log.error('a request failed', {
      method: request.method,
      route: request.routeOptions.url,
      requestId: request.id,
      error: messageOf(error),
      stack: error instanceof Error ? error.stack : undefined,
    });
  const shown = known ?? problem('internal_error', 'something went wrong on our side');
  if (shown.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (shown.status === 503) void reply.header('retry-after', '1');
  void reply.status(shown.status).header('content-type', 'application/problem+json').send(JSON.stringify(shown));
}
