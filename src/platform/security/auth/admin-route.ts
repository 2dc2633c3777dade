import type { FastifyRequest } from 'fastify';
import type { Scope } from './scopes.js';

/** The configuration of a route of the admin API. */
export interface AdminRouteConfig {
  requiredScope?: Scope;
  /** Whether it concerns all pools, and so refuses keys that are restricted to pools. */
  isForAllPools?: boolean;
  /** Its action in the audit trail: the kind of object and a verb, such as `booking.complete`. */
  action?: string;
  /**
   * Whether it touches many rows; such requests run a few at a time, and one per key. `read`: a POST
   * that only reads.
   */
  isWide?: boolean | 'read';
  /** Whether it is a POST that changes nothing, and so is not recorded. */
  isReadOnly?: boolean;
}

export const isAdminRoute = (url: string | undefined): boolean => url?.startsWith('/v1/') ?? false;

export const adminRouteOf = (request: FastifyRequest): AdminRouteConfig =>
  request.routeOptions.config as AdminRouteConfig;

/** Returns the action of a request in the audit trail. */
export const actionOf = (request: FastifyRequest): string =>
  adminRouteOf(request).action ?? `${request.method} ${request.routeOptions.url}`;
