import type pg from 'pg';
import { isConnectionLost, isDatabaseUnreachable } from '../errors/index.js';
import { DatabaseConnections } from './database-connections.js';
import { PreparedPool } from './prepared-pool.js';
import { retryingSerializationFailures } from './retry.js';
import type { Query } from './statement.js';

/**
 * Milliseconds that a statement of a request may take; it takes a few. 8x8 waits longer for its status
 * to be taken, and so hears of a failure.
 */
export const STATEMENT_MS = 4_500;

/** Milliseconds for statements that read or write a lot: lists, statistics, batches of jobs. */
export const LONG_STATEMENT_MS = 30_000;

/** Milliseconds that a statement may take that reads whole tables. */
const SCAN_TIMEOUT = 15 * 60_000;

/** Connections for the statements that are written by hand: they decide the races. */
export class PostgresPool extends PreparedPool {
  constructor(databaseUrl: string, connections = new DatabaseConnections()) {
    super(connections, {
      databaseUrl,
      applicationName: 'maskline',
      connections: 10,
      connectTimeout: 3_000,
      statementTimeout: STATEMENT_MS,
      idleInTransactionTimeout: 4_000,
    });
  }

  /**
   * Runs one statement: again if PostgreSQL gave it up in favour of another, and once more if its
   * connection was lost and running it twice is harmless.
   */
  async run<Row extends object>(query: Query): Promise<Row[]> {
    const { timeout, isRepeatable } = query;
    const runOnce = (): Promise<Row[]> =>
      timeout === undefined ? this.runShort<Row>(query) : this.runLong<Row>(query, timeout);
    try {
      return await runOnce();
    } catch (error) {
      if (!isRepeatable || !isConnectionLost(error)) throw error;
      return runOnce();
    }
  }

  /** Runs a statement that is made for the occasion and reads a lot, as a list with filters. */
  read<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.runLong<Row>({ text, values: [...values] }, LONG_STATEMENT_MS);
  }

  /**
   * Runs a statement that reads tables from end to end: for what is asked so seldom that no index is
   * kept for it. It may take minutes, and holds nothing that anybody waits for.
   */
  scan<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.transaction(async (client) => {
      await client.query('set local enable_seqscan = on; set local plan_cache_mode = auto');
      return runWithin<Row>(client, { text, values: [...values] }, SCAN_TIMEOUT);
    });
  }

  /** Runs a transaction, again from its start if PostgreSQL gave it up in favour of another. */
  override transaction<Result>(run: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return retryingSerializationFailures(() => super.transaction(run));
  }

  /** Keeps the connection, unless it timed out or broke. */
  protected override async undo(client: pg.PoolClient, error: unknown): Promise<void> {
    if (isDatabaseUnreachable(error)) return super.undo(client, error);
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
  }

  private async runShort<Row extends object>(query: pg.QueryConfig): Promise<Row[]> {
    return (await retryingSerializationFailures(() => this.query<Row>(query))).rows;
  }

  private runLong<Row extends object>(query: pg.QueryConfig, timeout: number): Promise<Row[]> {
    return this.transaction((client) => runWithin<Row>(client, query, timeout));
  }
}

/**
 * Runs a statement that may take longer than others of its session. Joins that read whole indexes are
 * allowed: behind a pooler all sessions have the settings of the hot path, which forbids them.
 */
async function runWithin<Row extends object>(
  client: pg.PoolClient,
  query: pg.QueryConfig,
  timeout: number,
): Promise<Row[]> {
  await client.query(
    `set local statement_timeout = ${timeout};
     set local enable_hashjoin = on; set local enable_mergejoin = on`,
  );
  // Not in pg's types. The server's own limit comes first.
  const patient = { ...query, query_timeout: timeout + 1_000 };
  return (await client.query<Row>(patient)).rows;
}
