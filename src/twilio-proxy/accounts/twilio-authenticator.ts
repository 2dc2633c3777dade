import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  ApiKeyLookup,
  type LiveKeyRow,
  type Authenticated,
  type RequestKind,
  UnauthenticatedError,
} from '../../platform/security/index.js';
import { FacadeAccountRepository } from './facade-account.repository.js';

const ACCOUNT_SID = /^AC[0-9a-f]{32}$/;
const AUTH_TOKEN = /^[0-9a-f]{32}$/;

/**
 * Returns the stored hash of credentials. As with API keys, it needs neither salt nor a slow hash
 * function: a token has 128 random bits.
 */
export const hashOfCredentials = (accountSid: string, authToken: string): Buffer =>
  createHash('sha256').update(`${accountSid}:${authToken}`).digest();

/**
 * Authenticates requests by account SID and auth token, with Basic authentication. Look-ups are
 * cached, shared and limited as those of API keys.
 */
@Injectable()
export class TwilioAuthenticator {
  private readonly lookup: ApiKeyLookup;

  constructor(accounts: FacadeAccountRepository) {
    this.lookup = new ApiKeyLookup<LiveKeyRow>(accounts, () => performance.now());
  }

  /** Classifies a request without the database, as `Authenticator` does. */
  kindOf({ headers }: IncomingMessage): RequestKind {
    const hash = hashIn(headers.authorization);
    if (!hash) return 'public';
    return this.lookup.hasSeen(hash) ? 'trusted' : 'key';
  }

  /**
   * @throws UnauthenticatedError, or OverloadedError or the database's error if the account cannot
   *   be looked up
   */
  async authenticate({ raw, ip }: FastifyRequest): Promise<Authenticated> {
    const hash = hashIn(raw.headers.authorization);
    const account = hash && (await this.lookup.find(hash));
    if (!account) throw new UnauthenticatedError();
    const scopes = new Set(account.scopes);
    return {
      principal: {
        keyId: account.id,
        actor: account.prefix,
        scopes,
        mayReveal: scopes.has('numbers:reveal'),
        poolIds: account.pool_ids,
        ip,
      },
      rateLimitPerMinute: account.rate_limit_per_minute,
    };
  }

  /** Removes credentials from the cache, after a revocation or a change of the account. */
  forget(hash: Buffer): void {
    this.lookup.forget(hash);
  }
}

function hashIn(header: string | undefined): Buffer | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]{1,200}={0,2})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [sid = '', token = '', more] = Buffer.from(encoded, 'base64').toString('latin1').split(':');
  if (more !== undefined || !ACCOUNT_SID.test(sid) || !AUTH_TOKEN.test(token)) return undefined;
  return hashOfCredentials(sid, token);
}
