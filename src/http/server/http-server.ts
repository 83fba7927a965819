import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { refuseConnect } from './client-error';

const REQUEST_MS = 30_000;
/** A connection on which nothing moves is cut, also when it is the client that takes no byte of its answer. */
const SILENCE_MS = 30_000;

/** The server under Fastify. What Node would refuse by itself, in words of its own, goes to the service like the rest. */
export function createHttpServer(handler: RequestListener): Server {
  const server = createServer(
    { requireHostHeader: false, requestTimeout: REQUEST_MS, keepAliveTimeout: REQUEST_MS },
    handler,
  );
  server.setTimeout(SILENCE_MS);
  server.on('checkExpectation', handler);
  server.on('connect', refuseConnect);
  return server;
}
