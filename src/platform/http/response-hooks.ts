import type { FastifyInstance } from 'fastify';
import type { Admission } from './admission.js';
import { leavesBodyUnread } from './request-faults.js';

/** Registers the hooks that process each response before it is sent. */
export function addResponseHooks(fastify: FastifyInstance, admission: Admission): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (leavesBodyUnread(request.raw)) void reply.header('connection', 'close');
    if (request.routeOptions.url?.startsWith('/health/') && typeof payload === 'string') {
      const type = String(reply.getHeader('content-type'));
      admission.noteProbe(request.url, reply.statusCode, type, payload);
    }
    done(null, payload);
  });
}
