import type { IncomingMessage } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Settings } from '../../config/index.js';
import type { Uuid } from '../../values/index.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { ApiKeyRepository } from '../api-keys/api-key.repository.js';
import type { Principal } from '../auth/principal.js';
import { Authenticator } from '../auth/authenticator.js';
import { type Scope, SCOPES } from '../auth/scopes.js';
import { ConsoleSessionLookup } from './console-session-lookup.js';
import { ConsoleSessionRepository, type LiveSessionRow } from './console-session.repository.js';
import { SessionAuthenticator } from './session-authenticator.js';
import { bootstrapMacOf, hashOfSessionToken, newSessionToken } from './session-cookie.js';

/** Seconds after which an operator must sign in again. */
export const SESSION_SECONDS = 8 * 60 * 60;

export interface ConsoleSessionResponse {
  id: Uuid;
  /** Null: the bootstrap key. */
  keyId: Uuid | null;
  /** The beginning of the key, or `bootstrap`. */
  actor: string;
  /** The name of the key; null for the bootstrap key. */
  name: string | null;
  scopes: readonly Scope[];
  /** Names of the pools that it is restricted to; null: all pools. */
  pools: string[] | null;
  expiresAt: Date;
}

/** Signs operators in to the console and out of it. */
@Injectable()
export class ConsoleSessionService {
  private readonly logger = new Logger(ConsoleSessionService.name);

  constructor(
    private readonly sessions: ConsoleSessionRepository,
    private readonly lookup: ConsoleSessionLookup,
    private readonly keys: ApiKeyRepository,
    private readonly authenticator: Authenticator,
    private readonly bySession: SessionAuthenticator,
    private readonly audit: AuditTrail,
    private readonly settings: Settings,
  ) {}

  /**
   * Exchanges an API key for a session. The response has neither the key nor the token.
   * @returns the token, for the cookie
   * @throws UnauthenticatedError, OverloadedError or the database's error
   */
  async signIn(key: string, ip: string): Promise<string> {
    const { principal } = await this.authenticator
      .authenticateKey(key, ip)
      .catch((error: Error) => {
        this.logger.warn(`a sign-in to the console was refused: ${error.name}`);
        throw error;
      });
    const [id, token] = [uuidv7(), newSessionToken()];
    const { keyId } = principal;
    await this.sessions.insert({
      id,
      tokenHash: hashOfSessionToken(token),
      keyId,
      bootstrapMac: keyId === null ? bootstrapMacOf(token, this.settings.adminApiKey) : null,
      seconds: SESSION_SECONDS,
    });
    await this.record('console.sign-in', id, principal);
    return token;
  }

  /** @throws UnauthenticatedError, OverloadedError or the database's error */
  async current(request: IncomingMessage): Promise<ConsoleSessionResponse> {
    const session = await this.bySession.find(request);
    const { session_id: id, expires_at: expiresAt } = session;
    if (session.id === null) {
      const actor = 'bootstrap';
      return { id, keyId: null, actor, name: null, scopes: SCOPES, pools: null, expiresAt };
    }
    const key = await this.keys.find(session.id, null);
    return {
      id,
      keyId: session.id,
      actor: session.prefix,
      name: key?.name ?? null,
      scopes: session.scopes,
      pools: session.pool_ids && (key?.pool_names ?? []),
      expiresAt,
    };
  }

  /** Ends the session of a request. @throws UnauthenticatedError */
  async signOut(request: IncomingMessage, ip: string): Promise<void> {
    const session: LiveSessionRow = await this.bySession.find(request);
    const { principal } = await this.bySession.authenticate(request, ip);
    await this.sessions.end(session.session_id);
    this.lookup.forget(session.secret_hash);
    await this.record('console.sign-out', session.session_id, principal);
  }

  private async record(action: string, objectId: string, principal: Principal): Promise<void> {
    await this.audit.record({ action, objectType: 'console-session', objectId }, principal);
  }
}
