import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import { PostgresPool, type Query, type RowOf } from '../../database/index.js';
import type { Scope } from '../auth/scopes.js';
import type { ApiKey } from './api-key.entity.js';
import {
  FIND_KEY,
  FIND_LIVE_KEYS,
  FIND_POOLS,
  READ_LOCKED_KEY,
  INSERT_KEY,
  LIST_KEYS,
  LOCK_KEY,
  REVOKE_KEY,
  SAME_LIFE,
  SUCCEED_KEY,
  TOUCH_KEY,
} from './api-key.sql.js';

/** The properties of a key that each request needs. */
export type LiveKeyRow = RowOf<
  ApiKey,
  'id' | 'prefix' | 'secretHash' | 'scopes' | 'poolIds' | 'rateLimitPerMinute'
>;

export type ApiKeyRow = RowOf<ApiKey> & {
  status: 'active' | 'expired' | 'revoked';
  pool_names: string[] | null;
};

export interface NewApiKey {
  id: string;
  name: string;
  prefix: string;
  secretHash: Buffer;
  scopes: readonly Scope[];
  poolIds: readonly string[] | null;
  rateLimitPerMinute: number | null;
  expiresAt: string | null;
  createdBy: string;
}

/** Milliseconds. A request whose key look-up hangs should fail before its client times out. */
export const LOOK_UP_TIMEOUT_MS = 2_000;

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: PostgresPool) {}

  async findLive(secretHashes: readonly Buffer[]): Promise<LiveKeyRow[]> {
    // `pg` supports a timeout per query, and closes the connection of a query that timed out.
    const query = { ...FIND_LIVE_KEYS({ secretHashes }), query_timeout: LOOK_UP_TIMEOUT_MS };
    return (await this.database.query<LiveKeyRow>(query)).rows;
  }

  async touch({ id }: Pick<LiveKeyRow, 'id'>): Promise<void> {
    await this.database.run(TOUCH_KEY({ id }));
  }

  /** Finds a key. @param visiblePools finds only keys restricted to these pools; null: any key */
  async find(
    id: string,
    visiblePools: readonly string[] | null,
    client?: PoolClient,
  ): Promise<ApiKeyRow | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.run<ApiKeyRow>(FIND_KEY({ id, visiblePools }), client);
    return row;
  }

  list(
    limit: number,
    visiblePools: readonly string[] | null,
    beforeId: string | undefined,
  ): Promise<ApiKeyRow[]> {
    return this.database.run<ApiKeyRow>(LIST_KEYS({ limit, visiblePools, beforeId }));
  }

  findPools(idsOrNames: readonly string[]): Promise<{ id: string; name: string }[]> {
    return this.database.run(FIND_POOLS({ idsOrNames }));
  }

  transaction<Result>(run: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return this.database.transaction(run);
  }

  /** Locks a key against every other change. */
  async lock(
    client: PoolClient,
    id: string,
    visiblePools: readonly string[] | null,
  ): Promise<ApiKeyRow | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.run<ApiKeyRow>(LOCK_KEY({ id, visiblePools }), client);
    return row;
  }

  /** Locks a key in share mode, so that it cannot be revoked until the transaction ends. */
  async holdAsItIs(client: PoolClient, id: string): Promise<ApiKeyRow | undefined> {
    const [row] = await this.run<ApiKeyRow>(READ_LOCKED_KEY({ id, visiblePools: null }), client);
    return row;
  }

  /** Inserts a key. @returns false if it would already have expired */
  async insert(client: PoolClient, key: NewApiKey): Promise<boolean> {
    return (await this.run(INSERT_KEY(key), client)).length > 0;
  }

  async revoke(client: PoolClient, id: string): Promise<void> {
    await this.run(REVOKE_KEY({ id }), client);
  }

  async succeed(
    client: PoolClient,
    id: string,
    successorId: string,
    overlapSeconds: number,
  ): Promise<void> {
    await this.run(SUCCEED_KEY({ id, successorId, overlapSeconds }), client);
  }

  async expiryOfSameLife(client: PoolClient, id: string): Promise<string | null> {
    const [row] = await this.run<{ expires_at: string | null }>(SAME_LIFE({ id }), client);
    return row?.expires_at ?? null;
  }

  private async run<Row extends object>(
    query: Query,
    client: PoolClient | PostgresPool = this.database,
  ): Promise<Row[]> {
    return (await client.query<Row>(query)).rows;
  }
}
