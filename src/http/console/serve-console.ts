import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isId } from '../../kernel/ids';
import type { Served } from './built-console';
import { chosen, isKnown } from './representation';

/** Routes the console's files: open, and by GET and HEAD only. */
export function serveConsole(fastify: FastifyInstance, files: readonly Served[]): void {
  for (const served of files)
    fastify.get(served.path, { config: { access: 'open' } }, (request, reply) => {
      if (Object.values(request.params as object).every(isId)) send(served, request, reply);
      else reply.callNotFound();
    });
}

function send({ headers, forms }: Served, request: FastifyRequest, reply: FastifyReply): void {
  const { 'accept-encoding': accepted, 'if-none-match': known } = request.headers;
  const form = chosen(forms, typeof accepted === 'string' ? accepted : undefined);
  if (form === undefined) throw new Error('a file of the console without any form');
  void reply.headers({ ...headers, etag: form.etag, vary: 'accept-encoding' });
  if (isKnown(form, known)) {
    void reply.status(304).removeHeader('content-type').send();
    return;
  }
  if (form.coding !== 'identity') void reply.header('content-encoding', form.coding);
  void reply.send(form.bytes);
}
