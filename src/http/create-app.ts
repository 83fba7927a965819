import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from '../app.module';
import type { Boot } from '../app.module';
import { refuseBeforeBody } from './before-body';
import { refuseConnection } from './client-error';
import { Connections } from './connections';
import { createHttpServer } from './http-server';
import { IdentityResolver } from './identity';
import { parseJsonBody } from './json-body';
import { describeApi } from './openapi';
import { ProblemFilter, sendProblem } from './problem.filter';
import { Envelopes } from './validation';

const MAX_BODY_BYTES = 256 * 1024;
/** The longest id, every character percent-encoded. */
const MAX_PARAM_LENGTH = 3 * 128;

/** The HTTP application over a service that is ready to work; not listening yet. */
export async function createApp(boot: Boot): Promise<NestFastifyApplication> {
  const { log } = boot.service.ground;
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    forceCloseConnections: 'idle',
    return503OnClosing: false, // or Fastify would, and not as a problem
    serverFactory: createHttpServer,
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(error, request, reply, log);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.over(boot), adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJsonBody);
  const connections = new Connections(fastify.server);
  fastify.addHook('onRequest', refuseBeforeBody(app.get(IdentityResolver), connections, log));
  fastify.addHook('preClose', (done) => {
    connections.stop();
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  app.useGlobalPipes(new Envelopes());
  app.useGlobalFilters(new ProblemFilter(log));
  describeApi(app);
  await app.init();
  return app;
}
