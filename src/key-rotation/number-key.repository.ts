import { Injectable } from '@nestjs/common';
import { PostgresPool, type Query, sqlStateOf } from '../platform/database/index.js';
import { BEGIN_KEYS, MARK_KEYS, RETIRE_KEYS } from './number-key.sql.js';

const LOCK_NOT_AVAILABLE = '55P03';
/** Waits for those who write routes. Each keeps new bookings, and no calls, waiting for 3 s at most. */
const ATTEMPTS = 5;

/** Moves keys on. Which routes have to be written changes between statements that write them, never under one. */
@Injectable()
export class NumberKeyRepository {
  constructor(private readonly database: PostgresPool) {}

  /** From now on every route is written under these keys too. */
  begin(keyIds: readonly number[]): Promise<void> {
    return this.changeWrittenKeys(BEGIN_KEYS({ keyIds }));
  }

  /** From now on nothing is written under these keys any more. */
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
   * The lock waits for all who are writing routes, and those who come later see the new keys: a
   * statement takes its snapshot after its locks. Calls only read routes and are not held up.
   * Source: PostgreSQL, "Explicit Locking".
   */
  private async changeWrittenKeys(query: Query): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.database.transaction(async (client) => {
          // Longer than it takes an autovacuum to make way.
          await client.query(`set local lock_timeout = '3s'`);
          await client.query('lock table route in share mode');
          await client.query(query);
        });
        return;
      } catch (error) {
        if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
