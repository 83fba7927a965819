import { Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { firstValueFrom, from } from 'rxjs';
import type { Observable } from 'rxjs';
import { CLOCK } from '../../kernel/clock';
import type { Clock } from '../../kernel/clock';
import { AVAILABILITIES } from '../../ports/availability';
import type { Availabilities } from '../../ports/availability';
import { AppendOutcomeUnknown } from '../../ports/event-store';

/** How long a command may wait for an event store that has fallen silent, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Whoever sent a command is not kept waiting for a silent store, while the command itself goes on: only repeating its append
 * can tell what became of it, and what follows from it is to be done.
 */
@Injectable()
export class PatienceInterceptor implements NestInterceptor {
  constructor(
    @Inject(AVAILABILITIES) private readonly stores: Availabilities,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, routeOptions } = execution.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET' || method === 'HEAD') return next.handle(); // nothing in it outlasts a store that is known to be away
    return from(this.inTime(`${method} ${routeOptions.url ?? ''}`, firstValueFrom(next.handle())));
  }

  private async inTime(command: string, answer: Promise<unknown>): Promise<unknown> {
    const answered = new AbortController();
    const { signal } = answered;
    const silence = this.clock
      .sleep(PATIENCE_MS, signal)
      .then(() => this.stores.events.away(signal))
      .then(() => {
        throw new AppendOutcomeUnknown(command, 'the event store fell silent');
      });
    try {
      return await Promise.race([answer, silence]);
    } finally {
      answered.abort();
    }
  }
}
