import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OverloadedError } from '../limits/overloaded.error.js';

/** Maximum number of concurrent admin requests per process. */
export const MAX_ADMIN_REQUESTS = 256;

/**
 * Prevents a flood of admin requests from starving calls. Beyond the limit, refuses requests before
 * their body is read. Calls are not counted, and have separate database connections.
 */
@Injectable()
export class AdminBulkhead {
  private underWay = 0;

  /** @throws OverloadedError */
  enter(request: FastifyRequest, reply: FastifyReply): void {
    if (this.underWay >= MAX_ADMIN_REQUESTS) {
      void reply.header('retry-after', '1');
      throw new OverloadedError();
    }
    // The client disconnected while the key was looked up.
    if (request.raw.socket.destroyed || reply.raw.destroyed) return;
    this.underWay += 1;
    reply.raw.once('close', () => (this.underWay -= 1));
  }
}
