import { SetMetadata, applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { Allow } from '../access/access.guard';
import type { Access } from '../access/access.guard';

const RAW = 'rawBody';

/** As `Allow`, and its handler gets the very bytes of the body, whatever they are: signatures are over these. */
export const AllowRaw = (access: Access) =>
  applyDecorators(Allow(access), SetMetadata(RAW, true), RouteConfig({ access, [RAW]: true })); // one config a route
export const readsRawBody = (handler: object): boolean => Reflect.getMetadata(RAW, handler) === true;

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly rawBody?: boolean;
  }
}
