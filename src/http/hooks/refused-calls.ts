import type { CommandBus } from '@nestjs/cqrs';
import type { onErrorAsyncHookHandler } from 'fastify';
import { RefuseHookCall } from '../../commands/take-hook-call';
import { DomainError } from '../../kernel/errors';
import { problemOf } from '../output/problem.filter';

/**
 * Calls of hooks that are refused while their body is read, as too large or of another type, are among their last calls
 * like the rest. Of one that cannot be recorded nobody hears: its caller is told as ever.
 */
export function tellRefusedCalls(commands: CommandBus): onErrorAsyncHookHandler {
  return async (request, _reply, error) => {
    const { rawBody } = request.routeOptions.config;
    const { token } = request.params as { readonly token?: string };
    const problem = rawBody === true ? problemOf(error) : null;
    if (token === undefined || problem === null) return;
    const refusal = new RefuseHookCall(token, new DomainError(problem.code, problem.detail));
    await commands.execute(refusal).catch(() => undefined);
  };
}
