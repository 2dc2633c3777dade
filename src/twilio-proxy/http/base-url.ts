import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../platform/config/index.js';
import { TWILIO_PREFIX } from './prefix.js';

/** Where the client reached Maskline: scheme and host of the request. */
export const RequestOrigin = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => {
    const { protocol, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    return `${protocol}://${headers.host ?? 'localhost'}`;
  },
);

/** Makes the absolute URLs in answers. The SDK fetches the next page of a list from them. */
@Injectable()
export class BaseUrl {
  constructor(private readonly settings: Settings) {}

  /** @param origin of the request, used if `PUBLIC_URL` is not set */
  of(origin: string): string {
    return `${this.settings.publicUrl ?? origin}${TWILIO_PREFIX}/v1`;
  }
}
