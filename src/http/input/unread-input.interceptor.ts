import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { Observable } from 'rxjs';
import { InvalidRequest } from '../../kernel/errors';
import type { Invalid } from '../../kernel/errors';
import { at } from '../../kernel/input';
import { readsRawBody } from './raw-body';
import type { ApiRequest } from '../access/request-context';

/**
 * Refuses what nobody would look at: fields and parameters sent to a route that reads none, and those that every object
 * has by birth, which the validation of envelopes takes for known. A body is an object or there is none.
 */
@Injectable()
export class UnreadInputInterceptor implements NestInterceptor {
  /** @throws InvalidRequest */
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { body, query } = execution.switchToHttp().getRequest<ApiRequest>();
    const errors = [
      ...unknown(query, reads(execution, RouteParamtypes.QUERY)),
      ...(body === undefined || readsRawBody(execution.getHandler())
        ? []
        : faultsOf(body, reads(execution, RouteParamtypes.BODY))),
    ];
    if (errors.length > 0) throw new InvalidRequest(errors);
    return next.handle();
  }
}

/** Nest notes what a handler takes under `<kind>:<place>`. */
function reads(execution: ExecutionContext, kind: RouteParamtypes): boolean {
  const args: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, execution.getClass(), execution.getHandler().name);
  return Object.keys(args ?? {}).some((key) => key.startsWith(`${kind}:`));
}

const faultsOf = (body: unknown, isRead: boolean): readonly Invalid[] =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? unknown(body, isRead)
    : [{ path: '', message: 'must be an object' }];

const unknown = (input: object, isRead: boolean): readonly Invalid[] =>
  Object.keys(input)
    .filter((name) => !isRead || name in Object.prototype)
    .map((name) => ({ path: at('', name), message: 'is not known here' }));
