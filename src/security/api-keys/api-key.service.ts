import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { decodeCursor, type Page, type PageQuery, toPage } from '../../common/index.js';
import { type Access, maySeePool } from '../access.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Scope } from '../scopes.js';
import { hashOfApiKey, newApiKey, shownPrefixOf } from './api-key-format.js';
import { ApiKeyLookup } from './api-key-lookup.js';
import type { CreateApiKeyDto, RotateApiKeyDto } from './api-key.dto.js';
import {
  ApiKeyEndedError,
  ApiKeyNotFoundError,
  ApiKeyRotatedError,
  GrantExceededError,
  KeyExpiryInThePastError,
  KeyPoolNotFoundError,
} from './api-key.errors.js';
import { type ApiKeyAnswer, mapApiKey, type NewApiKeyAnswer } from './api-key.mapper.js';
import { type ApiKeyRow, ApiKeyRepository, type NewApiKey } from './api-key.repository.js';

type Grant = Pick<NewApiKey, 'name' | 'scopes' | 'poolIds' | 'rateLimitPerMinute' | 'expiresAt'>;

/** Makes, rotates and revokes keys; each change is committed together with its audit event. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly lookup: ApiKeyLookup,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws GrantExceededError, KeyPoolNotFoundError, KeyExpiryInThePastError */
  async create(request: CreateApiKeyDto, access: Access): Promise<NewApiKeyAnswer> {
    const { name, scopes, rateLimitPerMinute = null, expiresAt = null } = request;
    const poolIds = await this.poolIdsOf(request.pools, access);
    const grant = { name, scopes, poolIds, rateLimitPerMinute, expiresAt };
    refuseMoreThanOwn(grant, access);
    return this.keys.transaction((client) => this.write(client, grant, access, 'api-key.create'));
  }

  async list({ limit, cursor }: PageQuery, { poolIds }: Access): Promise<Page<ApiKeyAnswer>> {
    const rows = await this.keys.list(limit + 1, poolIds, decodeCursor(cursor, isUuid));
    return toPage(rows, limit, ({ id }) => id, mapApiKey);
  }

  /** @throws ApiKeyNotFoundError */
  async get(id: string, { poolIds }: Access): Promise<ApiKeyAnswer> {
    return mapApiKey(found(await this.keys.find(id, poolIds)));
  }

  /**
   * Gives a key a successor that may do the same. The old one stays good for `overlapSeconds`, so
   * that clients can change over one after the other.
   * @throws ApiKeyNotFoundError, ApiKeyEndedError, ApiKeyRotatedError, GrantExceededError,
   *   KeyExpiryInThePastError
   */
  rotate(id: string, request: RotateApiKeyDto, access: Access): Promise<NewApiKeyAnswer> {
    return this.keys.transaction(async (client) => {
      const old = found(await this.keys.lock(client, id, access.poolIds));
      if (old.status !== 'active') throw new ApiKeyEndedError(old.status);
      if (old.successor_id !== null) throw new ApiKeyRotatedError(old.successor_id);
      const grant = {
        name: old.name,
        scopes: old.scopes,
        poolIds: old.pool_ids,
        rateLimitPerMinute: old.rate_limit_per_minute,
        expiresAt: request.expiresAt ?? (await this.keys.expiryOfSameLife(client, id)),
      };
      // The successor's key is shown: who rotates it can do what it may do.
      refuseMoreThanOwn(grant, access);
      const successor = await this.write(client, grant, access, 'api-key.rotate', {
        predecessor: id,
        overlapSeconds: request.overlapSeconds,
      });
      await this.keys.succeed(client, id, successor.id, request.overlapSeconds);
      return successor;
    });
  }

  /** Revoking it again changes nothing. @throws ApiKeyNotFoundError */
  async revoke(id: string, access: Access): Promise<void> {
    const { secret_hash: hash } = await this.keys.transaction(async (client) => {
      const key = found(await this.keys.lock(client, id, access.poolIds));
      await this.keys.revoke(client, id);
      const act = { action: 'api-key.revoke', objectType: 'api-key', objectId: id };
      await this.audit.recordIn(client, { ...act, details: { prefix: key.prefix } }, access);
      return key;
    });
    this.lookup.forget(hash);
  }

  private async write(
    client: PoolClient,
    grant: Grant,
    access: Access,
    action: string,
    more: Record<string, unknown> = {},
  ): Promise<NewApiKeyAnswer> {
    const key = newApiKey();
    const [id, prefix] = [uuidv7(), shownPrefixOf(key)];
    const written = await this.keys.insert(client, {
      ...grant,
      id,
      prefix,
      secretHash: hashOfApiKey(key),
      createdBy: access.keyId ?? access.actor,
    });
    if (!written) throw new KeyExpiryInThePastError();
    const details = { prefix, scopes: grant.scopes, pools: grant.poolIds, ...more };
    await this.audit.recordIn(
      client,
      { action, objectType: 'api-key', objectId: id, details },
      access,
    );
    return { ...mapApiKey(found(await this.keys.find(id, null, client))), key };
  }

  /** @throws KeyPoolNotFoundError also for a pool that whoever asks may not see */
  private async poolIdsOf(
    idsOrNames: string[] | undefined,
    access: Access,
  ): Promise<string[] | null> {
    if (idsOrNames === undefined) return null;
    const pools = (await this.keys.findPools(idsOrNames)).filter(({ id }) =>
      maySeePool(access, id),
    );
    const known = new Set(pools.flatMap(({ id, name }) => [id, name]));
    if (!idsOrNames.every((idOrName) => known.has(idOrName))) throw new KeyPoolNotFoundError();
    return [...new Set(pools.map(({ id }) => id))];
  }
}

/** @throws GrantExceededError */
function refuseMoreThanOwn(
  { scopes, poolIds }: { scopes: readonly Scope[]; poolIds: readonly string[] | null },
  access: Access,
): void {
  const missing = scopes.filter((scope) => !access.scopes.has(scope));
  const isWithinPools =
    access.poolIds === null || (poolIds?.every((id) => maySeePool(access, id)) ?? false);
  if (missing.length > 0 || !isWithinPools) throw new GrantExceededError(missing);
}

/** @throws ApiKeyNotFoundError */
function found(row: ApiKeyRow | undefined): ApiKeyRow {
  if (!row) throw new ApiKeyNotFoundError();
  return row;
}
