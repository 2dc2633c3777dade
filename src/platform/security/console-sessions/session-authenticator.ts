import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/index.js';
import { type Authenticated, bootstrapPrincipal, principalOfKey } from '../auth/authenticated.js';
import type { RequestKind } from '../auth/request-kind.js';
import { UnauthenticatedError } from '../auth/unauthenticated.error.js';
import { assertFromConsole } from './console-origin.js';
import { ConsoleSessionLookup } from './console-session-lookup.js';
import type { LiveSessionRow } from './console-session.repository.js';
import { bootstrapMacOf, hashOfSessionToken, sessionTokenOf } from './session-cookie.js';

/** Authenticates requests of the console by the cookie of a session. */
@Injectable()
export class SessionAuthenticator {
  constructor(
    private readonly settings: Settings,
    private readonly lookup: ConsoleSessionLookup,
  ) {}

  /** Classifies a request without the database. */
  kindOf({ headers }: IncomingMessage): RequestKind {
    const token = sessionTokenOf(headers);
    if (token === undefined) return 'public';
    return this.lookup.hasSeen(hashOfSessionToken(token)) ? 'trusted' : 'key';
  }

  /** @throws UnauthenticatedError, OverloadedError or the database's error */
  async authenticate(request: IncomingMessage, ip: string): Promise<Authenticated> {
    const session = await this.find(request);
    const { principal, rateLimitPerMinute } =
      session.id === null
        ? { principal: bootstrapPrincipal(ip), rateLimitPerMinute: null }
        : principalOfKey(session, ip);
    return { principal: { ...principal, isConsole: true }, rateLimitPerMinute };
  }

  /**
   * Returns the session of a request.
   * @throws UnauthenticatedError, OverloadedError or the database's error
   */
  async find({ headers }: IncomingMessage): Promise<LiveSessionRow> {
    const token = sessionTokenOf(headers);
    if (token === undefined) throw new UnauthenticatedError();
    assertFromConsole(headers);
    const session = await this.lookup.find(hashOfSessionToken(token));
    if (!session || !this.isOfCurrentKey(session, token)) throw new UnauthenticatedError();
    return session;
  }

  /** Whether the session of a bootstrap key is of the current one. */
  private isOfCurrentKey({ bootstrap_mac: mac }: LiveSessionRow, token: string): boolean {
    if (mac === null) return true;
    const expected = bootstrapMacOf(token, this.settings.adminApiKey);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }
}
