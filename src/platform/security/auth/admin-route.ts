import type { FastifyRequest } from 'fastify';
import type { Scope } from './scopes.js';

/** What a route of the admin API says about itself. */
export interface AdminRouteConfig {
  requiredScope?: Scope;
  /** Whether it concerns all pools, and so is closed to keys of some of them. */
  isForAllPools?: boolean;
  /** What it does, for the audit trail: the kind of object and a verb, as in `booking.complete`. */
  action?: string;
  /** Whether it touches many rows: then few are done at once, and one of each key. */
  isWide?: boolean;
  /** Whether it changes nothing although it is a POST, and so is not recorded. */
  onlyAsks?: boolean;
}

export const isAdminRoute = (url: string | undefined): boolean => url?.startsWith('/v1/') ?? false;

export const adminRouteOf = (request: FastifyRequest): AdminRouteConfig =>
  request.routeOptions.config as AdminRouteConfig;

/** What the audit trail calls what a request does. */
export const actionOf = (request: FastifyRequest): string =>
  adminRouteOf(request).action ?? `${request.method} ${request.routeOptions.url}`;
