import { Injectable, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '../kernel/errors';
import { IdentityResolver, mayDo } from './identity';
import type { Identity, Permission } from './identity';

/** What a route asks for; a route that says nothing is closed to everybody. */
export type Access = Permission | 'open';

const ACCESS = 'access';
export const Allow = (access: Access) => SetMetadata(ACCESS, access);

/** A request that the guard let in. */
export interface Identified {
  identity?: Identity;
}

/** Guards every route, whatever path led to it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly resolver: IdentityResolver,
  ) {}

  /** @throws DomainError `unauthorized`, `forbidden`, `engine_secret_not_configured` */
  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.get<Access | undefined>(ACCESS, context.getHandler());
    if (access === 'open') return true;
    const request = context.switchToHttp().getRequest<Identified & { headers: Record<string, string | undefined> }>();
    const identity = this.resolver.resolve(request.headers['authorization']);
    if (access === 'engine' && identity === null && !this.resolver.hasEngineSecret)
      throw new DomainError('engine_secret_not_configured', 'the internal endpoints have no secret configured');
    if (identity === null) throw new DomainError('unauthorized', 'a valid key is required as a bearer token');
    if (access === undefined || !mayDo(identity, access))
      throw new DomainError('forbidden', `the role ${identity.role} may not do this`);
    request.identity = identity;
    return true;
  }
}
