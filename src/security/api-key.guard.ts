import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/index.js';
import { grantAccess } from './access.js';
import { bearerToken, SecretSet } from './constant-time.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** Lets in whoever holds the admin API key. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly keys: SecretSet;

  constructor(settings: Settings) {
    this.keys = new SecretSet([settings.adminApiKey]);
  }

  /** @throws UnauthenticatedError */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    this.check(request);
    // The one key there is may do everything.
    grantAccess(request, { mayReveal: true });
    return true;
  }

  /** Also asked before the body is read. @throws UnauthenticatedError */
  check(request: FastifyRequest): void {
    const key = bearerToken(request.headers.authorization);
    if (key === undefined || !this.keys.has(key)) throw new UnauthenticatedError();
  }
}
