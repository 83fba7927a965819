import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, NotFound, messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import type { Json } from '../../kernel/message';
import { TITLES, codeOf, statusOf } from '../openapi/problems';
import { StoreUnavailable } from '../../ports/availability';
import { AppendOutcomeUnknown, AppendTooLarge, UnreadableEvent } from '../../ports/event-store';

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
  if (error instanceof StoreUnavailable) return problem(error.code, error.message);
  if (error instanceof AppendOutcomeUnknown)
    return problem(error.code, 'the store gave no answer; it is safe to send this again with an Idempotency-Key');
  if (error instanceof UnreadableEvent) {
    const { code, message, stream, revision, position } = error;
    return problem(code, message, { stream, revision, position });
  }
  const status = statusOfThrown(error);
  if (status === null || status >= 500) return null;
  if (status === NO_ROUTE) return problemOf(new NotFound('path'));
  if (status === LONGER_THAN_ANY_ID) return problem('not_found', 'nothing has so long an id');
  const code = HTTP_CODES[status] ?? 'invalid_request';
  return problem(code, code === 'unsupported_media_type' ? SEND_JSON : messageOf(error));
}

/** What Fastify and Nest refuse by themselves: broken JSON, large bodies. */
const HTTP_CODES: Readonly<Record<number, string>> = {
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/** Fastify tells what came, and not what to send. What takes a form says so in the description of the API. */
const SEND_JSON = 'a body of this content-type is not read here: nearly every route takes application/json';

/** How they say that nothing is routed there; what is not there below a route is told by a NotFound. */
const NO_ROUTE = 404;

/** URI Too Long: how Fastify refuses a part of a path (maxParamLength of create-app.ts). */
const LONGER_THAN_ANY_ID = 414;

function statusOfThrown(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

export function problem(kind: string, detail: string, extensions: Readonly<Record<string, unknown>> = {}): Problem {
  const [status, code] = [statusOf(kind), codeOf(kind)];
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
  const { correlationId } = request as FastifyRequest & { readonly correlationId?: string };
  if (known === null)
    log.error('a request failed', {
      method: request.method,
      route: request.routeOptions.url,
      requestId: request.id,
      correlationId,
      error: messageOf(error),
      stack: error instanceof Error ? error.stack : undefined,
    });
  const shown = known ?? problem('internal_error', 'something went wrong on our side');
  if (shown.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (shown.status === 503) void reply.header('retry-after', '1');
  void reply.status(shown.status).header('content-type', 'application/problem+json').send(JSON.stringify(shown));
}
