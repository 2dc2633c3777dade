import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OverloadedError } from './overloaded.error.js';

/** Admin requests that one process works on at once; calls have all of the rest. */
export const MOST_ADMIN_REQUESTS = 256;

/**
 * Keeps a flood on the admin API from starving calls: beyond so many requests under way, further ones
 * are refused before their body is read. Calls are not counted, and have database connections of
 * their own.
 */
@Injectable()
export class AdminBulkhead {
  private underWay = 0;

  /** @throws OverloadedError */
  enter(reply: FastifyReply): void {
    if (this.underWay >= MOST_ADMIN_REQUESTS) {
      void reply.header('retry-after', '1');
      throw new OverloadedError();
    }
    this.underWay += 1;
    // Comes for every request, also for one whose client has gone.
    reply.raw.once('close', () => {
      this.underWay -= 1;
    });
  }
}
