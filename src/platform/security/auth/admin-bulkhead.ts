import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OverloadedError } from '../limits/overloaded.error.js';

/** Admin requests that one process works on at once; calls have all of the rest. */
export const MAX_ADMIN_REQUESTS = 256;

/**
 * Keeps a flood on the admin API from starving calls: beyond so many requests under way, further ones
 * are refused before their body is read. Calls are not counted, and have database connections of
 * their own.
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
    // Whoever has gone while the key was looked up waits for nothing.
    if (request.raw.socket.destroyed || reply.raw.destroyed) return;
    this.underWay += 1;
    reply.raw.once('close', () => (this.underWay -= 1));
  }
}
