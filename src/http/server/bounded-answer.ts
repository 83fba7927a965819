import type { FastifyReply } from 'fastify';
import type { Asking } from '../access/callers';
import { problem } from '../output/problem.filter';
import type { Connections } from './connections';

/** Bytes of answers that the clients of one account may be behind before another large one is put off, and all together. */
const MAX_OF_ACCOUNT = 8 * 1024 * 1024;
const MAX_UNTAKEN = 64 * 1024 * 1024;
/** An answer of fewer bytes is always given: every command's is. */
const SMALL = 16 * 1024;

/** The answer; or, while too much of those before was not taken, a problem that says to ask again. */
export function boundedAnswer(payload: unknown, reply: FastifyReply, connections: Connections): unknown {
  if (typeof payload !== 'string' || payload.length <= SMALL) return payload;
  const { identity } = reply.request as Asking;
  const { ofAccount, all } = connections.untaken(reply.raw.socket, identity?.account ?? null);
  if (ofAccount <= MAX_OF_ACCOUNT && all <= MAX_UNTAKEN) return payload;
  const shown = problem('not_ready', 'the answers before have not been taken yet');
  void reply.status(shown.status).header('content-type', 'application/problem+json').header('retry-after', '1');
  void reply.removeHeader('content-length');
  return JSON.stringify(shown);
}
