import type { CommandBus } from '@nestjs/cqrs';
import type { onErrorAsyncHookHandler } from 'fastify';
import { RefuseHookCall } from '../../commands/take-hook-call';
import { DomainError, NotFound, messageOf } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { problemOf } from '../output/problem.filter';

/**
 * Calls of hooks that are refused while their body is read, as too large or of another type, are among their last calls
 * like the rest. Its caller is told as ever, also when it cannot be recorded.
 */
export function tellRefusedCalls(commands: CommandBus, log: Log): onErrorAsyncHookHandler {
  return async (request, _reply, error) => {
    const { rawBody } = request.routeOptions.config;
    const { token } = request.params as { readonly token?: string };
    const problem = rawBody === true ? problemOf(error) : null;
    if (token === undefined || problem === null) return;
    const refusal = new RefuseHookCall(token, new DomainError(problem.code, problem.detail));
    try {
      await commands.execute(refusal);
    } catch (failure) {
      if (failure instanceof NotFound) return; // there is no such hook
      log.warn('a refused call of a hook could not be recorded', { error: messageOf(failure) });
    }
  };
}
