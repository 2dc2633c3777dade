import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/index.js';
import { type Principal, ALL_SCOPES } from './principal.js';
import { hashOfApiKey, isWellFormedApiKey } from '../api-keys/api-key-format.js';
import { ApiKeyLookup } from '../api-keys/api-key-lookup.js';
import { bearerToken, SecretSet } from './constant-time.js';
import type { RequestKind } from './request-kind.js';
import { UnauthenticatedError } from './unauthenticated.error.js';

export interface Authenticated {
  principal: Principal;
  /** Null: the default from the settings. */
  rateLimitPerMinute: number | null;
}

/** Marks a request with the bootstrap key, because each request is checked twice. */
const HAS_BOOTSTRAP_KEY = Symbol('has the key of the settings');
type AdminRequest = IncomingMessage & { [HAS_BOOTSTRAP_KEY]?: true };

/** Authenticates requests by their API key. */
@Injectable()
export class Authenticator {
  private readonly bootstrapKey: SecretSet;

  constructor(
    settings: Settings,
    private readonly lookup: ApiKeyLookup,
  ) {
    this.bootstrapKey = new SecretSet([settings.adminApiKey]);
  }

  /**
   * Classifies a request without the database: its key is known to be valid, may be valid, or
   * cannot be.
   */
  kindOf(request: AdminRequest): RequestKind {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) return 'public';
    if (this.isBootstrapKey(request, token)) return 'trusted';
    if (!isWellFormedApiKey(token)) return 'public';
    return this.lookup.hasSeen(hashOfApiKey(token)) ? 'trusted' : 'key';
  }

  /**
   * @throws UnauthenticatedError, or OverloadedError or the database's error if the key cannot be
   *   looked up
   */
  async authenticate({ raw, ip }: FastifyRequest): Promise<Authenticated> {
    const token = bearerToken(raw.headers.authorization);
    if (token === undefined) throw new UnauthenticatedError();
    // The bootstrap key needs no database, so that an operator has access before any other key
    // exists.
    if (this.isBootstrapKey(raw, token))
      return { principal: bootstrap(ip), rateLimitPerMinute: null };
    if (!isWellFormedApiKey(token)) throw new UnauthenticatedError();
    const key = await this.lookup.find(hashOfApiKey(token));
    if (!key) throw new UnauthenticatedError();
    const scopes = new Set(key.scopes);
    return {
      principal: {
        keyId: key.id,
        actor: key.prefix,
        scopes,
        mayReveal: scopes.has('numbers:reveal'),
        poolIds: key.pool_ids,
        ip,
      },
      rateLimitPerMinute: key.rate_limit_per_minute,
    };
  }

  private isBootstrapKey(request: AdminRequest, token: string): boolean {
    if (request[HAS_BOOTSTRAP_KEY]) return true;
    const isRight = this.bootstrapKey.has(token);
    if (isRight) request[HAS_BOOTSTRAP_KEY] = true;
    return isRight;
  }
}

const bootstrap = (ip: string): Principal => ({
  keyId: null,
  actor: 'bootstrap',
  scopes: ALL_SCOPES,
  mayReveal: true,
  poolIds: null,
  ip,
});
