import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { refuseConnect } from './client-error';
import { inOrder } from './in-order';
import { cutSilent } from './silence';

const REQUEST_MS = 30_000;
/** How often it is looked whether a request takes longer than it may. */
const LOOK_MS = 5_000;
const SILENCE_MS = 30_000;

/** The server under Fastify. What Node would refuse by itself, in words of its own, goes to the service like the rest. */
export function createHttpServer(listener: RequestListener): Server {
  const handler = inOrder(listener);
  const server = createServer(
    {
      requireHostHeader: false,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: LOOK_MS,
      keepAliveTimeout: REQUEST_MS,
    },
    handler,
  );
  cutSilent(server, SILENCE_MS);
  server.on('checkExpectation', handler);
  server.on('connect', refuseConnect);
  return server;
}
