import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { PostgresPool, type RowOf } from '../../platform/database/index.js';
import type { LiveKeyRow } from '../../platform/security/index.js';
import type { FacadeAccount } from './facade-account.entity.js';
import {
  ADD_POOL_TO_ACCOUNT,
  FIND_ACCOUNT,
  FIND_LIVE_ACCOUNTS,
  INSERT_ACCOUNT,
  LIST_ACCOUNTS,
  REVOKE_ACCOUNT,
  TOUCH_ACCOUNT,
} from './facade-account.sql.js';

export type FacadeAccountRow = RowOf<FacadeAccount> & { pool_names: string[] | null };

/** Milliseconds, as for API keys. */
const LOOK_UP_TIMEOUT_MS = 2_000;

@Injectable()
export class FacadeAccountRepository {
  constructor(private readonly database: PostgresPool) {}

  async findLive(secretHashes: readonly Buffer[]): Promise<LiveKeyRow[]> {
    const query = { ...FIND_LIVE_ACCOUNTS({ secretHashes }), query_timeout: LOOK_UP_TIMEOUT_MS };
    return (await this.database.query<LiveKeyRow>(query)).rows;
  }

  async touch({ id }: Pick<LiveKeyRow, 'id'>): Promise<void> {
    await this.database.run(TOUCH_ACCOUNT({ id }));
  }

  /** @param visiblePools finds only accounts restricted to these pools; null: any account */
  async find(
    id: string,
    visiblePools: readonly string[] | null,
  ): Promise<FacadeAccountRow | undefined> {
    return (await this.database.run<FacadeAccountRow>(FIND_ACCOUNT({ id, visiblePools })))[0];
  }

  list(
    limit: number,
    visiblePools: readonly string[] | null,
    beforeId: string | undefined,
  ): Promise<FacadeAccountRow[]> {
    return this.database.run(LIST_ACCOUNTS({ limit, visiblePools, beforeId }));
  }

  transaction<Result>(run: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return this.database.transaction(run);
  }

  async insert(client: PoolClient, account: Parameters<typeof INSERT_ACCOUNT>[0]): Promise<void> {
    await client.query(INSERT_ACCOUNT(account));
  }

  async revoke(client: PoolClient, id: string): Promise<void> {
    await client.query(REVOKE_ACCOUNT({ id }));
  }

  async addPool(id: string, poolId: string): Promise<void> {
    await this.database.run(ADD_POOL_TO_ACCOUNT({ id, poolId }));
  }
}
