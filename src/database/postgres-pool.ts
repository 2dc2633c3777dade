import type pg from 'pg';
import { isDatabaseUnreachable } from '../common/index.js';
import { PreparedPool, type PreparedStatement } from './prepared-pool.js';
import { retryingSerializationFailures } from './retry.js';

/** Milliseconds that a statement may take that reads whole tables. */
const SCAN_TIMEOUT = 15 * 60_000;

/** Connections for the statements that are written by hand: they decide the races. */
export class PostgresPool extends PreparedPool {
  constructor(databaseUrl: string) {
    super({
      databaseUrl,
      applicationName: 'maskline',
      connections: 10,
      connectTimeout: 5_000,
      statementTimeout: 30_000,
    });
  }

  /** Runs one statement, again if PostgreSQL gave it up in favour of another. */
  async run<Row extends object>(
    statement: PreparedStatement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const result = await retryingSerializationFailures(() =>
      this.query<Row>({ ...statement, values: [...values] }),
    );
    return result.rows;
  }

  /**
   * Runs a statement that reads tables from end to end: for what is asked so seldom that no index is
   * kept for it. It may take minutes, and holds nothing that anybody waits for.
   */
  scan<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.transaction(async (client) => {
      await client.query(
        `set local statement_timeout = ${SCAN_TIMEOUT}; set local enable_seqscan = on;
         set local plan_cache_mode = auto`,
      );
      const statement = { text, values: [...values], query_timeout: SCAN_TIMEOUT };
      return (await client.query<Row>(statement)).rows;
    });
  }

  /** Runs a transaction, again from its start if PostgreSQL gave it up in favour of another. */
  transaction<Result>(run: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return retryingSerializationFailures(async () => {
      const client = await this.connect();
      try {
        await client.query('begin');
        const result = await run(client);
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        await giveBack(client, error);
        throw error;
      }
    });
  }
}

/**
 * Undoes the transaction that failed. A connection that timed out or broke is closed instead, which
 * undoes it too: what it still has to say could be taken for the answer to another statement.
 */
async function giveBack(client: pg.PoolClient, error: unknown): Promise<void> {
  if (isDatabaseUnreachable(error)) {
    client.release(true);
    return;
  }
  await client.query('rollback').then(
    () => client.release(),
    (broken: Error) => client.release(broken),
  );
}
