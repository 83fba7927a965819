import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { SSE_METADATA } from '@nestjs/common/constants';
import { Reflector } from '@nestjs/core';
import { finalize, from, switchMap } from 'rxjs';
import type { Observable } from 'rxjs';
import { FairTurns } from '../../engine/deciding/fair-turns';
import type { ApiRequest } from '../access/request-context';

/** A request begins when it is its account's turn, and until it has its answer others whose turns are long hold back. */
@Injectable()
export class FairTurnsInterceptor implements NestInterceptor {
  constructor(
    private readonly turns: FairTurns,
    private readonly reflector: Reflector,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const account = execution.switchToHttp().getRequest<ApiRequest>().identity?.account ?? null;
    if (account === null) return next.handle();
    const begun = from(this.turns.next(account)).pipe(switchMap(() => next.handle()));
    if (this.reflector.get(SSE_METADATA, execution.getHandler()) === true) return begun;
    return begun.pipe(finalize(this.turns.request(account)));
  }
}
