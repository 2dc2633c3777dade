import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import {
  FOREIGN_KEY_VIOLATION,
  PostgresPool,
  type Query,
  type RowOf,
  sqlStateOf,
} from '../../platform/database/index.js';
import { LOCK_POOL } from './adding.sql.js';
import type { NumberUse } from '../pools/pool.errors.js';
import { DELETE_NUMBER, FILL_GAP, FIND_NUMBER_USE, LOCK_NUMBER } from './removal.sql.js';
import type { VirtualNumber } from './virtual-number.entity.js';

/** Milliseconds; the scan may have to read the bookings of years. */
const SCAN_TIMEOUT = 15 * 60_000;

/** Deletes virtual numbers. */
@Injectable()
export class RemovalRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Deletes a number. @returns the reason why it was not deleted, or undefined if it was */
  async delete(id: number): Promise<NumberUse | undefined> {
    // Checked before the lock, so that no transaction waits for a number that cannot be deleted.
    const { text, values } = FIND_NUMBER_USE({ id });
    const [found] = await this.database.scan<{ use: NumberUse | null }>(text, values);
    if (found?.use) return found.use;
    try {
      return await this.database.transaction((client) => this.deleteLocked(client, id));
    } catch (error) {
      if (sqlStateOf(error) === FOREIGN_KEY_VIOLATION) return 'bookings';
      throw error;
    }
  }

  private async deleteLocked(client: PoolClient, id: number): Promise<NumberUse | undefined> {
    const { rows } = await client.query<RowOf<VirtualNumber, 'poolId' | 'ordinal'>>(
      LOCK_NUMBER({ id }),
    );
    const [number] = rows;
    // LOCK_NUMBER finds no row if the number takes bookings again.
    if (!number) return 'enabled';
    await client.query(`set local statement_timeout = ${SCAN_TIMEOUT}`);
    // Bookings may have changed since the first check.
    const inUse = await runWithScanTimeout<{ use: NumberUse | null }>(
      client,
      FIND_NUMBER_USE({ id }),
    );
    if (inUse[0]?.use) return inUse[0].use;
    await runWithScanTimeout(client, DELETE_NUMBER({ id }));
    const { pool_id: poolId, ordinal } = number;
    await client.query(LOCK_POOL({ poolId }));
    await client.query(FILL_GAP({ poolId, ordinal }));
    return undefined;
  }
}

async function runWithScanTimeout<Row extends object>(
  client: PoolClient,
  { text, values }: Query,
): Promise<Row[]> {
  // `query_timeout` is missing from pg's types. The server's own timeout is shorter.
  const query = { text, values, query_timeout: SCAN_TIMEOUT + 1_000 };
  return (await client.query<Row>(query)).rows;
}
