import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isId } from '../../kernel/ids';
import { ASSETS } from './built-console';
import type { Served } from './built-console';
import { NO_PAGES } from './pages';
import { chosen, isKnown } from './representation';

const OPEN = { config: { access: 'open' } } as const;

/** Answers a request in the place of a problem. @returns false where it does not, and has answered nothing */
export type Answers = (request: FastifyRequest, reply: FastifyReply) => boolean;

/**
 * To a browser that opens an address at which there is nothing: the page, which says so and leads home. Whoever asks for
 * something else than a page, or within what is not the console's, is told by a problem.
 */
export function pageOfNothing(files: readonly Served[]): Answers {
  const page = files.find(({ path }) => path === '/');
  return (request, reply) => {
    if (page === undefined || !asksForPage(request)) return false;
    void reply.status(404);
    send(page, request, reply);
    return true;
  };
}

function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  const [, first = ''] = url.split(/[/?#]/);
  const isOpened = (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');
  return isOpened && !NO_PAGES.includes(first.toLowerCase());
}

/**
 * Routes the console's files: open, and by GET and HEAD only. Its many assets have one route, for the router takes a
 * while over each.
 */
export function serveConsole(fastify: FastifyInstance, files: readonly Served[], nothing: Answers): void {
  const answer = (served: Served | undefined, request: FastifyRequest, reply: FastifyReply): void => {
    if (served !== undefined) send(served, request, reply);
    else if (!nothing(request, reply)) reply.callNotFound();
  };
  const isAsset = ({ path }: Served): boolean => path.startsWith(ASSETS);
  const assets = new Map(files.filter(isAsset).map((served) => [served.path, served]));
  if (assets.size > 0)
    fastify.get(`${ASSETS}:name`, OPEN, (request, reply) => {
      answer(assets.get(`${ASSETS}${(request.params as { name: string }).name}`), request, reply);
    });
  for (const served of files.filter((file) => !isAsset(file)))
    fastify.get(served.path, OPEN, (request, reply) => {
      answer(Object.values(request.params as object).every(isId) ? served : undefined, request, reply);
    });
}

function send({ headers, forms }: Served, request: FastifyRequest, reply: FastifyReply): void {
  const { 'accept-encoding': accepted, 'if-none-match': known } = request.headers;
  const form = chosen(forms, typeof accepted === 'string' ? accepted : undefined);
  if (form === undefined) throw new Error('a file of the console without any form');
  void reply.headers({ ...headers, etag: form.etag, vary: 'accept-encoding' });
  if (reply.statusCode === 200 && isKnown(form, known)) {
    void reply.status(304).removeHeader('content-type').send();
    return;
  }
  if (form.coding !== 'identity') void reply.header('content-encoding', form.coding);
  void reply.send(form.bytes);
}
