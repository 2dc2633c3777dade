import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { decodeCursor, type Page, type PageQuery, toPage } from '../../rest/index.js';
import { Settings } from '../../config/index.js';
import { type Principal, maySeePool } from '../auth/principal.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { UnauthenticatedError } from '../auth/unauthenticated.error.js';
import { hashOfApiKey, newApiKey, shownPrefixOf } from './api-key-format.js';
import { ApiKeyLookup } from './api-key-lookup.js';
import type { CreateApiKeyDto, RotateApiKeyDto } from './api-key.dto.js';
import {
  ApiKeyEndedError,
  ApiKeyNotFoundError,
  ApiKeyRotatedError,
  KeyExpiryInThePastError,
  KeyPoolNotFoundError,
} from './api-key.errors.js';
import { type ApiKeyResponse, mapApiKey, type NewApiKeyResponse } from './api-key.mapper.js';
import { type ApiKeyRow, ApiKeyRepository } from './api-key.repository.js';
import { earlier, type Grant, grantOf, assertAtMost } from './grant.js';

/** Creates, rotates and revokes keys. Each change is committed together with its audit event. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly lookup: ApiKeyLookup,
    private readonly audit: AuditTrail,
    private readonly settings: Settings,
  ) {}

  /**
   * Creates a key. Rate limit and expiry default to those of the key that creates it.
   * @throws GrantExceededError, KeyPoolNotFoundError, KeyExpiryInThePastError,
   *   UnauthenticatedError
   */
  async create(request: CreateApiKeyDto, principal: Principal): Promise<NewApiKeyResponse> {
    const { name, scopes } = request;
    const poolIds = await this.poolIdsOf(request.pools, principal);
    return this.keys.transaction(async (client) => {
      const own = await this.ownOf(client, principal);
      const { rateLimitPerMinute = own?.rateLimitPerMinute ?? null } = request;
      const { expiresAt = own?.expiresAt ?? null } = request;
      const grant = { name, scopes, poolIds, rateLimitPerMinute, expiresAt };
      this.assertAtMost(own, grant);
      return this.write(client, grant, principal, 'api-key.create');
    });
  }

  async list({ limit, cursor }: PageQuery, { poolIds }: Principal): Promise<Page<ApiKeyResponse>> {
    const rows = await this.keys.list(limit + 1, poolIds, decodeCursor(cursor, isUuid));
    return toPage(rows, limit, ({ id }) => id, mapApiKey);
  }

  /** @throws ApiKeyNotFoundError */
  async get(id: string, { poolIds }: Principal): Promise<ApiKeyResponse> {
    return mapApiKey(found(await this.keys.find(id, poolIds)));
  }

  /**
   * Creates a successor with the same permissions. The old key stays valid for `overlapSeconds`, so
   * that clients can switch one by one.
   * @throws ApiKeyNotFoundError, ApiKeyEndedError, ApiKeyRotatedError, GrantExceededError,
   *   KeyExpiryInThePastError, UnauthenticatedError
   */
  rotate(id: string, request: RotateApiKeyDto, principal: Principal): Promise<NewApiKeyResponse> {
    return this.keys.transaction(async (client) => {
      const old = found(await this.keys.lock(client, id, principal.poolIds));
      if (old.status !== 'active') throw new ApiKeyEndedError(old.status);
      if (old.successor_id !== null) throw new ApiKeyRotatedError(old.successor_id);
      const own = await this.ownOf(client, principal);
      this.assertAtMost(own, grantOf(old));
      const sameLife = await this.keys.expiryOfSameLife(client, id);
      const expiresAt = request.expiresAt ?? earlier(sameLife, own?.expiresAt ?? null);
      const grant = { ...grantOf(old), expiresAt };
      // The caller sees the successor's key, and so gains its permissions.
      this.assertAtMost(own, grant);
      const successor = await this.write(client, grant, principal, 'api-key.rotate', {
        predecessor: id,
        overlapSeconds: request.overlapSeconds,
      });
      await this.keys.succeed(client, id, successor.id, request.overlapSeconds);
      return successor;
    });
  }

  /**
   * Revokes a key. Revoking it again has no effect.
   * @throws ApiKeyNotFoundError, GrantExceededError, UnauthenticatedError
   */
  async revoke(id: string, principal: Principal): Promise<void> {
    const { secret_hash: hash } = await this.keys.transaction(async (client) => {
      const key = found(await this.keys.lock(client, id, principal.poolIds));
      this.assertAtMost(await this.ownOf(client, principal), grantOf(key));
      await this.keys.revoke(client, id);
      const act = { action: 'api-key.revoke', objectType: 'api-key', objectId: id };
      await this.audit.recordIn(client, { ...act, details: { prefix: key.prefix } }, principal);
      return key;
    });
    this.lookup.forget(hash);
  }

  /**
   * Asserts that the caller may give these permissions, without a limit of time, to another kind of
   * credentials.
   * @throws GrantExceededError, UnauthenticatedError
   */
  async assertMayGrant(
    client: PoolClient,
    { name, scopes, poolIds }: Pick<Grant, 'name' | 'scopes' | 'poolIds'>,
    principal: Principal,
  ): Promise<void> {
    const grant = { name, scopes, poolIds, rateLimitPerMinute: null, expiresAt: null };
    this.assertAtMost(await this.ownOf(client, principal), grant);
  }

  /**
   * Asserts that the caller may revoke a key.
   * @throws ApiKeyNotFoundError, GrantExceededError, UnauthenticatedError
   */
  async assertMayRevoke(client: PoolClient, id: string, principal: Principal): Promise<void> {
    const key = found(await this.keys.find(id, principal.poolIds, client));
    this.assertAtMost(await this.ownOf(client, principal), grantOf(key));
  }

  /**
   * Returns the grant of the caller; null: everything. Reads and locks it in the transaction, so
   * that a key that was just revoked, but is still cached as valid, grants nothing.
   * @throws UnauthenticatedError
   */
  private async ownOf(client: PoolClient, { keyId }: Principal): Promise<Grant | null> {
    if (keyId === null) return null;
    const own = await this.keys.holdAsItIs(client, keyId);
    if (own?.status !== 'active') throw new UnauthenticatedError();
    return grantOf(own);
  }

  /** @throws GrantExceededError */
  private assertAtMost(own: Grant | null, grant: Grant): void {
    assertAtMost(own, grant, this.settings.apiRateLimitPerMinute);
  }

  private async write(
    client: PoolClient,
    grant: Grant,
    principal: Principal,
    action: string,
    more: Record<string, unknown> = {},
  ): Promise<NewApiKeyResponse> {
    const key = newApiKey();
    const [id, prefix] = [uuidv7(), shownPrefixOf(key)];
    const written = await this.keys.insert(client, {
      ...grant,
      id,
      prefix,
      secretHash: hashOfApiKey(key),
      createdBy: principal.keyId ?? principal.actor,
    });
    if (!written) throw new KeyExpiryInThePastError();
    const details = { prefix, scopes: grant.scopes, pools: grant.poolIds, ...more };
    await this.audit.recordIn(
      client,
      { action, objectType: 'api-key', objectId: id, details },
      principal,
    );
    return { ...mapApiKey(found(await this.keys.find(id, null, client))), key };
  }

  /**
   * Returns the ids of pools; null for all.
   * @throws KeyPoolNotFoundError also for a pool that the caller may not see
   */
  async poolIdsOf(
    idsOrNames: string[] | undefined,
    principal: Principal,
  ): Promise<string[] | null> {
    if (idsOrNames === undefined) return null;
    const pools = (await this.keys.findPools(idsOrNames)).filter(({ id }) =>
      maySeePool(principal, id),
    );
    const known = new Set(pools.flatMap(({ id, name }) => [id, name]));
    if (!idsOrNames.every((idOrName) => known.has(idOrName))) throw new KeyPoolNotFoundError();
    return [...new Set(pools.map(({ id }) => id))];
  }
}

/** @throws ApiKeyNotFoundError */
function found(row: ApiKeyRow | undefined): ApiKeyRow {
  if (!row) throw new ApiKeyNotFoundError();
  return row;
}
