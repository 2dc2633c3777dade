import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../observability/index.js';

/** Notes the route of a request, and the call or booking that its path names. */
export function noteRoute(context: RequestContext, { routeOptions, params }: FastifyRequest): void {
  const { url } = routeOptions;
  context.route = url;
  if (url === undefined || !url.startsWith('/v1/')) return;
  const { id, sessionId } = params as { id?: string; sessionId?: string };
  if (sessionId !== undefined) context.sessionId = sessionId;
  if (id !== undefined && url.startsWith('/v1/bookings/')) context.bookingId = id;
}
