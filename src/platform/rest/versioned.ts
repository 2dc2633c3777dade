import {
  type CallHandler,
  type ExecutionContext,
  Headers,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { entityTag } from './entity-tag.js';

/** Injects the value of `If-Match`, for `isMatch`. */
export const IfMatch = (): ParameterDecorator => Headers('if-match');

class VersionInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer: { version: string }) => {
        reply.header('etag', entityTag(answer.version));
        return reply.statusCode === 304 ? undefined : answer;
      }),
    );
  }
}

/** Sends the `version` of the response as its `ETag`. Sends a 304 response without a body. */
export const Versioned = (): MethodDecorator => UseInterceptors(new VersionInterceptor());
