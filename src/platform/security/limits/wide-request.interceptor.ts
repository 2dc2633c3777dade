import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { principalOfRequest } from '../auth/principal.js';
import { FairQueue } from './fair-queue.js';
import { OverloadedError } from './overloaded.error.js';

/**
 * One key has one of them under way, so it takes two to fill it. Those that wait have places of the
 * bulkhead: one key must leave most of them to others.
 */
const LIMITS = { places: 2, longestQueue: 64, longestWait: 10_000 };

/** The queues of requests that touch many rows. An interceptor exists once for each module. */
@Injectable()
export class WideRequests {
  readonly reads = new FairQueue(LIMITS);
  /** Apart, since 8x8 is asked within some of them: lists do not wait for that. */
  readonly changes = new FairQueue(LIMITS);
}

/**
 * Has requests that touch many rows done a few at a time, and those of one key one after the other:
 * lists, statistics and changes of a whole pool would take the database and the event loop from calls.
 */
@Injectable()
export class WideRequestInterceptor implements NestInterceptor {
  constructor(private readonly requests: WideRequests) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { keyId, actor } = principalOfRequest(request);
    const isRead = ['GET', 'HEAD'].includes(request.method);
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
