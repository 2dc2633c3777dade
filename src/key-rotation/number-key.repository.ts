import { Injectable } from '@nestjs/common';
import { PostgresPool, type Query, sqlStateOf } from '../platform/database/index.js';
import { BEGIN_KEYS, MARK_KEYS, RETIRE_KEYS } from './number-key.sql.js';

const LOCK_NOT_AVAILABLE = '55P03';
/** Attempts to lock the tables. Each makes bookings, but not calls, wait for at most 3 s. */
const ATTEMPTS = 5;

/**
 * Changes the state of keys. The set of keys to write changes only between statements that write
 * routes, never during one.
 */
@Injectable()
export class NumberKeyRepository {
  constructor(private readonly database: PostgresPool) {}

  /** Starts writing every route under these keys as well. */
  begin(keyIds: readonly number[]): Promise<void> {
    return this.changeWrittenKeys(BEGIN_KEYS({ keyIds }));
  }

  /** Stops writing under these keys. */
  retire(keyIds: readonly number[]): Promise<void> {
    return this.changeWrittenKeys(RETIRE_KEYS({ keyIds }));
  }

  async completed(keyId: number): Promise<void> {
    await this.database.run(MARK_KEYS({ keyIds: [keyId], from: 'filling', to: 'complete' }));
  }

  async retired(keyIds: readonly number[]): Promise<void> {
    await this.database.run(MARK_KEYS({ keyIds, from: 'retiring', to: 'retired' }));
  }

  /**
   * Locks the tables of routes and blocks before the change. The lock waits for all transactions
   * that write them, and later ones see the new keys: a statement takes its snapshot after its
   * locks. Calls only read these tables, so they do not wait.
   * Source: PostgreSQL, "Explicit Locking".
   */
  private async changeWrittenKeys(query: Query): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.database.transaction(async (client) => {
          // Longer than an autovacuum needs to give way.
          await client.query(`set local lock_timeout = '3s'`);
          await client.query('lock table route, block in share mode');
          await client.query(query);
        });
        return;
      } catch (error) {
        if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
