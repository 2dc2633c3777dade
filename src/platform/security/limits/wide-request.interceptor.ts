import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { adminRouteOf } from '../auth/admin-route.js';
import { principalOfRequest } from '../auth/principal.js';
import { FairQueue } from './fair-queue.js';
import { OverloadedError } from './overloaded.error.js';

/**
 * Each key runs one wide request at a time, so it takes two keys to use both slots. Waiting
 * requests occupy slots of the bulkhead, and one key must leave most of those to others.
 */
const LIMITS = { places: 2, longestQueue: 64, longestWait: 10_000 };

/**
 * The queues for requests that touch many rows. A separate provider, because each module has its
 * own instance of the interceptor.
 */
@Injectable()
export class WideRequests {
  readonly reads = new FairQueue(LIMITS);
  /**
   * A separate queue, because some changes send requests to 8x8, and lists must not wait for those.
   */
  readonly changes = new FairQueue(LIMITS);
}

/**
 * Runs only a few requests that touch many rows at a time, and those of one key in sequence. Lists,
 * statistics and changes of a whole pool would otherwise take the database and the event loop from
 * calls.
 */
@Injectable()
export class WideRequestInterceptor implements NestInterceptor {
  constructor(private readonly requests: WideRequests) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { keyId, actor } = principalOfRequest(request);
    const isRead =
      ['GET', 'HEAD'].includes(request.method) || adminRouteOf(request).isWide === 'read';
    const queue = isRead ? this.requests.reads : this.requests.changes;
    try {
      const answer = await queue.run(
        keyId ?? actor,
        () => lastValueFrom(next.handle(), { defaultValue: undefined }),
        () => !request.raw.socket.destroyed,
      );
      return of(answer);
    } catch (error) {
      if (error instanceof OverloadedError) {
        void http.getResponse<FastifyReply>().header('retry-after', '1');
      }
      throw error;
    }
  }
}
