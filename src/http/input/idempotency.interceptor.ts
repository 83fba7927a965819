import { Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { firstValueFrom, from } from 'rxjs';
import type { Observable } from 'rxjs';
import { IdempotentCommands } from '../../engine/deciding/idempotent-commands';
import { canonicalJson } from '../../kernel/canonical-json';
import { DomainError, InvalidRequest } from '../../kernel/errors';
import type { Json } from '../../kernel/message';
import { RememberedProblem, problemOf } from '../output/problem.filter';
import { commandContext, identityOf } from '../access/request-context';
import type { ApiRequest } from '../access/request-context';

const QUERYING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const QUERY = 'query';
/** A query though it is posted: it changes nothing, so its answers are not kept. */
export const PostedQuery = () => SetMetadata(QUERY, true);
export const isPostedQuery = (handler: object): boolean => Reflect.getMetadata(QUERY, handler) === true;

/** Holds the keys of callers for all accounts; it is no id, so no account's. */
const ALL_ACCOUNTS = '*';
const KEY = /^[\x21-\x7e]{1,255}$/;
/** A refusal that the same command might not meet again: not an answer to remember. */
const PASSING: ReadonlySet<string> = new Set(['version_conflict', 'read_model_behind']);

/**
 * The same Idempotency-Key with the same request gives the same answer, also the command's own refusal (409). What is
 * refused before the command could change anything leaves the key free for the corrected request.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly commands: IdempotentCommands) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = execution.switchToHttp().getRequest<ApiRequest>();
    const key = request.headers['idempotency-key'];
    const isQuery = QUERYING.has(request.method) || isPostedQuery(execution.getHandler());
    if (key === undefined || isQuery || request.identity === undefined) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key))
      throw new InvalidRequest([{ path: 'Idempotency-Key', message: 'must be 1 to 255 visible characters' }]);
    return from(this.once(request, key, next));
  }

  private async once(request: ApiRequest, key: string, next: CallHandler): Promise<unknown> {
    const { method, routeOptions, params, body = {} } = request;
    const identity = [method, routeOptions.url ?? request.url, canonicalJson(params), canonicalJson(body)];
    const context = commandContext(request, identityOf(request).account ?? ALL_ACCOUNTS);
    const answer = await this.commands.once(context, key, identity, async ({ commandId, reserve }) => {
      request.command = { commandId, reserve };
      try {
        return { status: 200, body: (await firstValueFrom(next.handle())) as Json };
      } catch (error) {
        const problem = error instanceof DomainError && !PASSING.has(error.code) ? problemOf(error) : null;
        if (problem?.status !== 409) throw error;
        return { status: problem.status, body: problem as Json };
      }
    });
    if (answer.status >= 400) throw new RememberedProblem(answer.body);
    return answer.body;
  }
}
