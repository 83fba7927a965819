import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../kernel/log';
import type { Served } from './console/built-console';
import { pageOfNothing, serveConsole } from './console/serve-console';
import { refuseBeforeBody } from './server/before-body';
import { refuseConnection } from './server/client-error';
import { boundedAnswer } from './server/bounded-answer';
import { Connections } from './server/connections';
import { createHttpServer } from './server/http-server';
import { Callers } from './access/callers';
import { parseFormBody, passOverParts } from './server/form-body';
import { ANY_JSON, parseJsonBody } from './server/json-body';
import { tellRefusedCalls } from './hooks/refused-calls';
import { ProblemFilter, sendProblem } from './output/problem.filter';
import { Envelopes } from './input/envelopes.pipe';

const MAX_BODY_BYTES = 256 * 1024;
/** The longest id, every character percent-encoded. */
const MAX_PARAM_LENGTH = 3 * 128;

/**
 * The HTTP application over what serves it; not listening yet.
 * @param files of the console, where it serves one
 */
export async function createApp(
  module: DynamicModule,
  log: Log,
  files: readonly Served[] = [],
): Promise<NestFastifyApplication> {
  const nothing = pageOfNothing(files);
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    forceCloseConnections: 'idle',
    return503OnClosing: false, // or Fastify would, and not as a problem
    serverFactory: createHttpServer,
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      if (!nothing(request, reply)) sendProblem(error, request, reply, log);
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, parseJsonBody);
  fastify.addContentTypeParser(ANY_JSON, { parseAs: 'buffer' }, parseJsonBody);
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, parseFormBody);
  fastify.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, passOverParts);
  const connections = new Connections(fastify.server);
  fastify.addHook('onRequest', refuseBeforeBody(app.get(Callers), connections, nothing, log));
  fastify.addHook('onError', tellRefusedCalls(app.get(CommandBus), log));
  fastify.addHook('preClose', (done) => {
    connections.stop();
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, boundedAnswer(payload, reply, connections));
  });
  serveConsole(fastify, files, nothing);
  app.useGlobalPipes(new Envelopes());
  app.useGlobalFilters(new ProblemFilter(log));
  await app.init();
  return app;
}
