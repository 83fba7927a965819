import type { onRequestHookHandler } from 'fastify';
import { NotFound } from '../kernel/errors';
import type { Log } from '../kernel/log';
import { admit } from './access.guard';
import type { IdentityResolver } from './identity';
import { sendProblem } from './problem.filter';

/**
 * What is refused before a body is read: paths that are nothing, and whoever may not. A route that says nothing here is
 * left to the guard, which asks of every handler again; the documentation has none.
 */
export function refuseBeforeBody(resolver: IdentityResolver, log: Log): onRequestHookHandler {
  return (request, reply, done) => {
    const { access } = request.routeOptions.config;
    try {
      if (request.is404) throw new NotFound('path');
      if (access !== undefined) admit(resolver, access, request);
    } catch (error) {
      sendProblem(error, request, reply, log);
      return;
    }
    done();
  };
}
