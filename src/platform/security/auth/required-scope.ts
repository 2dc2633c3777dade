import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { AdminRouteConfig } from './admin-route.js';
import { AuditInterceptor } from '../audit/audit.interceptor.js';
import type { Scope } from './scopes.js';
import { WideRequestInterceptor } from '../limits/wide-request.interceptor.js';

/**
 * Says which scope a route of the admin API needs; a route that does not say it lets nobody in. One
 * that changes something also names its `action`, and is recorded. The gate reads this from the route
 * before the body is read, so no other `@RouteConfig` can stand beside it.
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
