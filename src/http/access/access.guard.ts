import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import { DomainError } from '../../kernel/errors';
import { Callers } from './callers';
import type { Asking } from './callers';
import { mayDo, rolesThatMay } from './identity';
import type { Identity, Permission } from './identity';

/** What a route asks for; a route that says nothing is closed to everybody. */
export type Access = Permission | 'open';

const ACCESS = 'access';

/**
 * Said to the guard, and to the server, which asks before it reads a body.
 * @param body a route takes no forms unless it says so, and forms of parts only where nobody looks what is in them
 */
export const Allow = (access: Access, body?: 'form' | 'any form') =>
  applyDecorators(
    SetMetadata(ACCESS, access),
    RouteConfig({ [ACCESS]: access, form: body !== undefined, parts: body === 'any form' }),
  );

/** What a handler asks for, for the document. */
export const accessOf = (handler: object): Access | undefined =>
  Reflect.getMetadata(ACCESS, handler) as Access | undefined;

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
    /** Whether it takes a form for a body, and one of parts. */
    readonly form?: boolean;
    readonly parts?: boolean;
  }
}

/** The one decision about who may. @throws DomainError `forbidden`, `engine_secret_not_configured`, what `Callers` throws */
export function admit(callers: Callers, access: Access | undefined, request: Asking): void {
  if (access === 'open') return;
  if (access === 'engine' && !callers.keys.hasEngineSecret)
    throw new DomainError('engine_secret_not_configured', 'the internal endpoints have no secret configured');
  const identity = callers.identify(request);
  if (access === undefined || !mayDo(identity, access)) throw forbidden(identity, access);
  request.identity = identity;
}

function forbidden({ role }: Identity, access: Permission | undefined): DomainError {
  const roles = access === undefined ? [] : rolesThatMay(access);
  const needed = roles.length === 0 ? 'no role may' : `it needs the role ${listed(roles)}`;
  return new DomainError('forbidden', `the role ${role} may not do this: ${needed}`, { roles });
}

/** "manager or owner". */
const listed = (roles: readonly string[]): string => roles.join(', ').replace(/, (?=[^,]*$)/, ' or ');

/** Guards every route, whatever path led to it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
  ) {}

  /** @throws what `admit` throws */
  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    admit(this.callers, access, context.switchToHttp().getRequest<Asking>());
    return true;
  }
}
