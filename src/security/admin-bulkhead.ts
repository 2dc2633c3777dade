import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
  private readonly byConnection = new WeakMap<Socket, Set<() => void>>();

  /** @throws OverloadedError */
  enter(request: FastifyRequest, reply: FastifyReply): void {
    const { socket } = request.raw;
    if (this.underWay >= MOST_ADMIN_REQUESTS) {
      void reply.header('retry-after', '1');
      throw new OverloadedError();
    }
    // Whoever has gone while the key was looked up waits for nothing.
    if (socket.destroyed || reply.raw.destroyed) return;
    this.underWay += 1;
    const ofConnection = this.requestsOf(socket);
    const leave = () => {
      if (ofConnection.delete(leave)) this.underWay -= 1;
    };
    ofConnection.add(leave);
    reply.raw.once('close', leave);
  }

  /**
   * Requests under way on a connection. The answer to one that was pipelined, and whose turn never came,
   * does not say that it is over; the connection does.
   */
  private requestsOf(socket: Socket): Set<() => void> {
    let requests = this.byConnection.get(socket);
    if (!requests) {
      const fresh = new Set<() => void>();
      socket.once('close', () => {
        for (const leave of fresh) leave();
      });
      this.byConnection.set(socket, (requests = fresh));
    }
    return requests;
  }
}
