import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { AdminRouteConfig } from './admin-route.js';
import { AuditInterceptor } from '../audit/audit.interceptor.js';
import type { Scope } from './scopes.js';
import { WideRequestInterceptor } from '../limits/wide-request.interceptor.js';

/**
 * Declares the scope that a route of the admin API requires; a route without it refuses all
 * requests. A route that changes something also declares its `action`, and is recorded. The gate
 * reads this configuration before the body is read, so a route cannot have another `@RouteConfig`.
 */
export const RequiredScope = (
  requiredScope: Scope,
  more: Omit<AdminRouteConfig, 'requiredScope'> = {},
): MethodDecorator =>
  applyDecorators(
    RouteConfig({ requiredScope, ...more } satisfies AdminRouteConfig),
    ...(more.isWide ? [UseInterceptors(WideRequestInterceptor)] : []),
    UseInterceptors(AuditInterceptor),
  );
