import { Injectable } from '@nestjs/common';
import { PostgresPool, type PreparedStatement, sqlStateOf } from '../database/index.js';

const LOCK_NOT_AVAILABLE = '55P03';
/** Waits for those who write routes. Each keeps new bookings, and no calls, waiting for 3 s at most. */
const ATTEMPTS = 5;

/** $1 keys that are known, and come into use one after the other */
const BEGIN_KEYS: PreparedStatement = {
  name: 'begin-number-keys',
  text: `
  update number_key
     set state = 'filling',
         generation = (select max(generation) from number_key) + array_position($1::integer[], id)
   where id = any($1) and state = 'known'`,
};

/** $1 keys that are in use */
const RETIRE_KEYS: PreparedStatement = {
  name: 'retire-number-keys',
  text: `
  update number_key set state = 'retiring'
   where id = any($1::integer[]) and state in ('filling', 'complete')`,
};

/** $1 keys, $2 state of before, $3 new state */
const MARK_KEYS: PreparedStatement = {
  name: 'mark-number-keys',
  text: `
  update number_key set state = $3 where id = any($1::integer[]) and state = $2`,
};

/** Moves keys on. Which routes have to be written changes between statements that write them, never under one. */
@Injectable()
export class NumberKeyRepository {
  constructor(private readonly database: PostgresPool) {}

  /** From now on every route is written under these keys too. */
  begin(keyIds: readonly number[]): Promise<void> {
    return this.changeWrittenKeys(BEGIN_KEYS, keyIds);
  }

  /** From now on nothing is written under these keys any more. */
  retire(keyIds: readonly number[]): Promise<void> {
    return this.changeWrittenKeys(RETIRE_KEYS, keyIds);
  }

  async completed(keyId: number): Promise<void> {
    await this.database.run(MARK_KEYS, [[keyId], 'filling', 'complete']);
  }

  async retired(keyIds: readonly number[]): Promise<void> {
    await this.database.run(MARK_KEYS, [keyIds, 'retiring', 'retired']);
  }

  /**
   * The lock waits for all who are writing routes, and those who come later see the new keys: a
   * statement takes its snapshot after its locks. Calls only read routes and are not held up.
   * Source: PostgreSQL, "Explicit Locking".
   */
  private async changeWrittenKeys(
    statement: PreparedStatement,
    keyIds: readonly number[],
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.database.transaction(async (client) => {
          // Longer than it takes an autovacuum to make way.
          await client.query(`set local lock_timeout = '3s'`);
          await client.query('lock table route in share mode');
          await client.query({ ...statement, values: [keyIds] });
        });
        return;
      } catch (error) {
        if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
