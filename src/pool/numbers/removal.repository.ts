import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { FOREIGN_KEY_VIOLATION, PostgresPool, sqlStateOf } from '../../database/index.js';
import { LOCK_POOL } from './adding.sql.js';
import type { NumberHold } from '../pools/pool.errors.js';
import { DELETE_NUMBER, FILL_GAP, FIND_HOLD, LOCK_NUMBER } from './removal.sql.js';

/** Milliseconds: the bookings of years may have to be read. */
const SCAN_TIMEOUT = 15 * 60_000;

/** Deletes virtual numbers. */
@Injectable()
export class RemovalRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Deletes a number. @returns what keeps it; undefined: it is deleted */
  async delete(id: number): Promise<NumberHold | undefined> {
    // Before it is locked, so that nobody waits for a number that stays.
    const [found] = await this.database.scan<{ hold: NumberHold | null }>(FIND_HOLD, [id]);
    if (found?.hold) return found.hold;
    try {
      return await this.database.transaction((client) => this.deleteLocked(client, id));
    } catch (error) {
      if (sqlStateOf(error) === FOREIGN_KEY_VIOLATION) return 'bookings';
      throw error;
    }
  }

  private async deleteLocked(client: PoolClient, id: number): Promise<NumberHold | undefined> {
    const { rows } = await client.query<{ pool_id: string; ordinal: number }>({
      ...LOCK_NUMBER,
      values: [id],
    });
    const [number] = rows;
    if (!number) return 'enabled';
    await client.query(`set local statement_timeout = ${SCAN_TIMEOUT}`);
    // A booking may have come or gone since it was looked.
    const held = await patiently<{ hold: NumberHold | null }>(client, FIND_HOLD, [id]);
    if (held[0]?.hold) return held[0].hold;
    await patiently(client, DELETE_NUMBER, [id]);
    await client.query({ ...LOCK_POOL, values: [number.pool_id] });
    await client.query({ ...FILL_GAP, values: [number.pool_id, number.ordinal] });
    return undefined;
  }
}

async function patiently<Row extends object>(
  client: PoolClient,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  // Not in pg's types. The server's own limit comes first.
  const query = { text, values, query_timeout: SCAN_TIMEOUT + 1_000 };
  return (await client.query<Row>(query)).rows;
}
