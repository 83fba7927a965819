import type { FastifyReply } from 'fastify';
import { problem } from '../output/problem.filter';
import type { Connections } from './connections';

/** Bytes of answers that clients may be behind, all together, before another large one is put off. */
const MAX_UNTAKEN = 32 * 1024 * 1024;
/** An answer of fewer bytes is always given: every command's is. */
const SMALL = 16 * 1024;

/** The answer; or, while too much of those before was not taken, a problem that says to ask again. */
export function boundedAnswer(payload: unknown, reply: FastifyReply, { untaken }: Connections): unknown {
  if (typeof payload !== 'string' || payload.length <= SMALL || untaken <= MAX_UNTAKEN) return payload;
  const shown = problem('not_ready', 'the answers before have not been taken yet');
  void reply.status(shown.status).header('content-type', 'application/problem+json').header('retry-after', '1');
  void reply.removeHeader('content-length');
  return JSON.stringify(shown);
}
