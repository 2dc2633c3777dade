import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import { SessionAuthenticator } from '../console-sessions/session-authenticator.js';
import { type Authenticated, bootstrapPrincipal, principalOfKey } from './authenticated.js';
import { hashOfApiKey, isWellFormedApiKey } from '../api-keys/api-key-format.js';
import { ApiKeyLookup } from '../api-keys/api-key-lookup.js';
import { bearerToken, SecretSet } from './constant-time.js';
import type { RequestKind } from './request-kind.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

/** Marks a request with the bootstrap key, because each request is checked twice. */
const HAS_BOOTSTRAP_KEY = Symbol('has the key of the settings');
type AdminRequest = IncomingMessage & { [HAS_BOOTSTRAP_KEY]?: true };

/** Authenticates requests by their API key, or by the session of the console. */
@Injectable()
export class Authenticator {
  private readonly bootstrapKey: SecretSet;

  constructor(
    settings: Settings,
    private readonly lookup: ApiKeyLookup,
    private readonly sessions: SessionAuthenticator,
  ) {
    this.bootstrapKey = new SecretSet([settings.adminApiKey]);
  }

  /**
   * Classifies a request without the database: its key is known to be valid, may be valid, or
   * cannot be.
   */
  kindOf(request: AdminRequest): RequestKind {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return this.sessions.kindOf(request);
    if (this.isBootstrapKey(request, token)) return 'trusted';
    if (!isWellFormedApiKey(token)) return 'public';
    return this.lookup.hasSeen(hashOfApiKey(token)) ? 'trusted' : 'key';
  }

  /**
   * @throws UnauthenticatedError, or OverloadedError or the database's error
   *   if the credential cannot be looked up
   */
  async authenticate({ raw, ip }: FastifyRequest): Promise<Authenticated> {
    const token = bearerToken(raw.headers.authorization);
    if (token === undefined) return this.sessions.authenticate(raw, ip);
    // The bootstrap key needs no database, so that an operator has access before any other key
    // exists.
    if (this.isBootstrapKey(raw, token)) {
      return { principal: bootstrapPrincipal(ip), rateLimitPerMinute: null };
    }
    return this.authenticateApiKey(token, ip);
  }

  /**
   * Authenticates a key that was entered in the console.
   * @throws UnauthenticatedError, OverloadedError or the database's error
   */
  async authenticateKey(key: string, ip: string): Promise<Authenticated> {
    if (this.bootstrapKey.has(key)) {
      return { principal: bootstrapPrincipal(ip), rateLimitPerMinute: null };
    }
    return this.authenticateApiKey(key, ip);
  }

  private async authenticateApiKey(token: string, ip: string): Promise<Authenticated> {
    if (!isWellFormedApiKey(token)) throw new UnauthenticatedError();
    const key = await this.lookup.find(hashOfApiKey(token));
    if (!key) throw new UnauthenticatedError();
    return principalOfKey(key, ip);
  }

  private isBootstrapKey(request: AdminRequest, token: string): boolean {
    if (request[HAS_BOOTSTRAP_KEY]) return true;
    const isRight = this.bootstrapKey.has(token);
    if (isRight) request[HAS_BOOTSTRAP_KEY] = true;
    return isRight;
  }
}
