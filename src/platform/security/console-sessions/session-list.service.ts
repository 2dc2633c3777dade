import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import { decodeCursor, type Page, toPage } from '../../rest/index.js';
import type { Integer, Uuid } from '../../values/index.js';
import { ApiKeyService } from '../api-keys/api-key.service.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Principal } from '../auth/principal.js';
import { SCOPES } from '../auth/scopes.js';

import { ConsoleSessionLookup } from './console-session-lookup.js';
import { ConsoleSessionNotFoundError } from './console-session.errors.js';
import { ConsoleSessionRepository, type ListedSessionRow } from './console-session.repository.js';
import type { ListConsoleSessionsQuery } from './session-list.dto.js';

/** Who is signed in to the console. */
export interface ListedConsoleSession {
  id: Uuid;
  /** Null: the bootstrap key. */
  keyId: Uuid | null;
  /** The beginning of the key, or `bootstrap`. */
  actor: string;
  /** The name of the key; null for the bootstrap key. */
  name: string | null;
  signedInAt: Date;
  /** Accurate to the minute; null: not used yet. */
  lastSeenAt: Date | null;
  expiresAt: Date;
}

export interface RevokedConsoleSessions {
  revoked: Integer;
}

/** Lists and revokes sessions of the console. A revocation is committed with its audit event. */
@Injectable()
export class SessionListService {
  constructor(
    private readonly sessions: ConsoleSessionRepository,
    private readonly lookup: ConsoleSessionLookup,
    private readonly keys: ApiKeyService,
    private readonly audit: AuditTrail,
  ) {}

  /** Lists the sessions that are valid now, newest first. @throws InvalidCursorError */
  async list(
    { limit, cursor, key }: ListConsoleSessionsQuery,
    { poolIds: visiblePools }: Principal,
  ): Promise<Page<ListedConsoleSession>> {
    const beforeId = decodeCursor(cursor, isUuid);
    const isBootstrap = key === 'bootstrap';
    const keyId = isBootstrap ? null : (key ?? null);
    const rows = await this.sessions.list(
      { visiblePools, keyId, isBootstrap, beforeId },
      limit + 1,
    );
    return toPage(rows, limit, ({ id }) => id, mapSession);
  }

  /**
   * Ends a session. Revoking it again has no effect.
   * @throws ConsoleSessionNotFoundError, GrantExceededError, UnauthenticatedError
   */
  async revoke(id: string, principal: Principal): Promise<void> {
    const session = isUuid(id) ? await this.sessions.find(id, principal.poolIds) : undefined;
    if (!session) throw new ConsoleSessionNotFoundError();
    await this.sessions.transaction(async (client) => {
      await this.assertMayRevoke(client, session.key_id, principal);
      await this.sessions.end(id, client);
      const details = { key: session.actor };
      await this.record(client, id, details, principal);
    });
    this.lookup.forget(session.token_hash);
  }

  /**
   * Ends all sessions of a key.
   * @throws ApiKeyNotFoundError, GrantExceededError, UnauthenticatedError
   */
  async revokeOfKey(key: string, principal: Principal): Promise<RevokedConsoleSessions> {
    const keyId = key === 'bootstrap' ? null : key;
    const hashes = await this.sessions.transaction(async (client) => {
      await this.assertMayRevoke(client, keyId, principal);
      const ended = await this.sessions.endOfKey(client, keyId);
      await this.record(client, null, { key, revoked: ended.length }, principal);
      return ended;
    });
    for (const hash of hashes) this.lookup.forget(hash);
    return { revoked: hashes.length };
  }

  /** Asserts that the caller may end the sessions of a key, which needs the rights to revoke the key. */
  private assertMayRevoke(
    client: PoolClient,
    keyId: string | null,
    principal: Principal,
  ): Promise<void> {
    if (keyId !== null) return this.keys.assertMayRevoke(client, keyId, principal);
    const grant = { name: 'bootstrap', scopes: SCOPES, poolIds: null };
    return this.keys.assertMayGrant(client, grant, principal);
  }

  private record(
    client: PoolClient,
    objectId: string | null,
    details: Record<string, unknown>,
    principal: Principal,
  ): Promise<void> {
    const act = { action: 'console-session.revoke', objectType: 'console-session', objectId };
    return this.audit.recordIn(client, { ...act, details }, principal);
  }
}

const mapSession = (row: ListedSessionRow): ListedConsoleSession => ({
  id: row.id,
  keyId: row.key_id,
  actor: row.actor,
  name: row.name,
  signedInAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  expiresAt: row.expires_at,
});
