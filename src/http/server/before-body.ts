import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { DomainError, InvalidRequest, NotFound } from '../../kernel/errors';
import type { Log } from '../../kernel/log';
import { admit } from '../access/access.guard';
import type { Callers } from '../access/callers';
import type { Connections } from './connections';
import { sendProblem } from '../output/problem.filter';

/**
 * What is refused before a body is read: what comes too late, what HTTP itself does not allow, paths that are nothing, and
 * whoever may not. A route that says nothing here is left to the guard, which asks of every handler again; the
 * documentation has none. A session that is let in is renewed by the answer, whatever that is.
 * @param nothing may answer where there is nothing: whether it has
 */
export function refuseBeforeBody(
  callers: Callers,
  connections: Connections,
  nothing: (request: FastifyRequest, reply: FastifyReply) => boolean,
  log: Log,
): onRequestHookHandler {
  return (request, reply, done) => {
    const { headers, raw, routeOptions } = request;
    const { access } = routeOptions.config;
    try {
      if (connections.stopping) throw new DomainError('not_ready', 'the service is stopping');
      if (raw.httpVersion === '1.1' && headers.host === undefined)
        throw new InvalidRequest([{ path: 'Host', message: 'is required' }]);
      if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue')
        throw new DomainError('expectation_failed', 'nothing but 100-continue can be expected');
      if (request.is404) {
        if (nothing(request, reply)) return;
        throw new NotFound('path');
      }
      if (access !== undefined) admit(callers, access, request);
    } catch (error) {
      sendProblem(error, request, reply, log);
      return;
    }
    const renewal = callers.renewal(request);
    if (renewal !== null) void reply.header('set-cookie', renewal);
    done();
  };
}
