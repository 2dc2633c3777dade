import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';

export const LOCATION_METADATA = 'maskline:location';

/**
 * Sets the `Location` header of a resource that a request created or started. The `{…}` of the path
 * are fields of the response. Source: RFC 9110, section 10.2.2.
 */
export const LocatedAt = (path: string): MethodDecorator =>
  applyDecorators(
    SetMetadata(LOCATION_METADATA, path),
    UseInterceptors(new LocationInterceptor(path)),
  );

class LocationInterceptor implements NestInterceptor {
  constructor(private readonly path: string) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(tap((answer) => void reply.header('location', this.of(answer))));
  }

  private of(answer: unknown): string {
    const fields = answer as Record<string, unknown>;
    return this.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(fields[name])),
    );
  }
}
