import { Injectable, SetMetadata } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { firstValueFrom, from } from 'rxjs';
import type { Observable } from 'rxjs';
import { IdempotentCommands } from '../../engine/deciding/idempotent-commands';
import type { Answer } from '../../engine/deciding/idempotent-commands';
import { canonicalJson } from '../../kernel/canonical-json';
import { DomainError, InvalidRequest } from '../../kernel/errors';
import type { Json } from '../../kernel/message';
import { RememberedProblem, problem, problemOf } from '../output/problem.filter';
import { commandContext, identityOf } from '../access/request-context';
import type { ApiRequest } from '../access/request-context';

const QUERYING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const QUERY = 'query';
/** A query though it is posted: it changes nothing, so its answers are not kept. */
export const PostedQuery = () => SetMetadata(QUERY, true);
export const isPostedQuery = (handler: object): boolean => Reflect.getMetadata(QUERY, handler) === true;

const SHOWN_ONCE = 'shown-once';
/**
 * Its answer holds a secret. Answers are events, which auditors read and exports take along for ever: this one is not kept,
 * and whoever sends the command again is told so (409 `answer_not_kept`).
 */
export const ShownOnce = () => SetMetadata(SHOWN_ONCE, true);
export const isShownOnce = (handler: object): boolean => Reflect.getMetadata(SHOWN_ONCE, handler) === true;
const NOT_KEPT = problem(
  'answer_not_kept',
  'this was carried out before, and its answer held a secret, which is shown once: send it under another Idempotency-Key for a new one',
);

/** Holds the keys of callers for all accounts; it is no id, so no account's. */
const ALL_ACCOUNTS = '*';
const KEY = /^[\x21-\x7e]{1,255}$/;
/** A refusal that the same command might not meet again: not an answer to remember. */
const PASSING: ReadonlySet<string> = new Set(['version_conflict', 'read_model_behind', 'read_model_unfinished']);

/**
 * The same Idempotency-Key with the same request gives the same answer, also the command's own refusal (409). What is
 * refused before the command could change anything leaves the key free for the corrected request. A route whose answer holds
 * a secret says `@ShownOnce()`.
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
    return from(this.once(request, key, isShownOnce(execution.getHandler()), next));
  }

  private async once(request: ApiRequest, key: string, shownOnce: boolean, next: CallHandler): Promise<unknown> {
    const { method, routeOptions, params, body = {} } = request;
    const identity = [method, routeOptions.url ?? request.url, canonicalJson(params), canonicalJson(body)];
    const context = commandContext(request, identityOf(request).account ?? ALL_ACCOUNTS);
    const answer = await this.commands.once(context, key, identity, async ({ commandId, reserve }) => {
      request.command = { commandId, reserve };
      try {
        const given: Answer = { status: 200, body: (await firstValueFrom(next.handle())) as Json };
        return shownOnce ? { ...given, remembered: { status: NOT_KEPT.status, body: NOT_KEPT as Json } } : given;
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
