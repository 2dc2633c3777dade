import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOfRequest, requireScope } from './principal.js';
import { ScopeUndeclaredError } from './auth.errors.js';
import { adminRouteOf } from './admin-route.js';

/**
 * Lets in what the gate has let in. The gate has looked at the same before the body was read; the
 * guard is there for a controller that the gate should ever overlook.
 */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  /** @throws UnauthenticatedError, ScopeUndeclaredError, ScopeMissingError */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = principalOfRequest(request);
    const { requiredScope } = adminRouteOf(request);
    if (requiredScope === undefined) throw new ScopeUndeclaredError();
    requireScope(principal, requiredScope);
    return true;
  }
}
