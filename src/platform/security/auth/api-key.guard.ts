import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOfRequest, requireScope } from './principal.js';
import { ScopeUndeclaredError } from './auth.errors.js';
import { adminRouteOf } from './admin-route.js';

/**
 * Allows requests that `AdminGate` has admitted. The gate makes the same checks before the body is
 * read; this guard is a safety net for a controller that the gate does not cover.
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
