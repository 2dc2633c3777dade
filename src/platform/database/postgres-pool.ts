import type pg from 'pg';
import { isConnectionLost, isDatabaseUnreachable } from '../errors/index.js';
import { DatabaseConnections } from './database-connections.js';
import { PreparedPool } from './prepared-pool.js';
import { retryingSerializationFailures } from './retry.js';
import type { Query } from './statement.js';

/**
 * Milliseconds that a statement of a request may take; it usually takes a few. Shorter than 8x8's
 * timeout for a call status webhook, so that 8x8 learns of a failure.
 */
export const STATEMENT_MS = 4_500;

/** Milliseconds for statements that read or write many rows: lists, statistics, batches of jobs. */
export const LONG_STATEMENT_MS = 30_000;

/** Milliseconds for statements that read whole tables. */
const SCAN_TIMEOUT = 15 * 60_000;

/** Connections for hand-written statements, which resolve races. */
export class PostgresPool extends PreparedPool {
  constructor(databaseUrl: string, connections = new DatabaseConnections()) {
    super(connections, {
      use: 'statements',
      databaseUrl,
      applicationName: 'maskline',
      connections: 10,
      connectTimeout: 3_000,
      statementTimeout: STATEMENT_MS,
      idleInTransactionTimeout: 4_000,
    });
  }

  /**
   * Runs one statement. Repeats it if PostgreSQL aborted it because of a conflict, and once if its
   * connection was lost and the statement is repeatable.
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

  /**
   * Runs one statement on hundreds of rows. Plans it for their number: the usual plan expects ten, and
   * would compare each row with all others.
   */
  runLarge<Row extends object>(query: Query): Promise<Row[]> {
    return this.transaction(async (client) => {
      await client.query('set local plan_cache_mode = force_custom_plan');
      return (await client.query<Row>(query)).rows;
    });
  }

  /** Runs a dynamically built statement that may read many rows, such as a list with filters. */
  read<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return this.runLong<Row>({ text, values: [...values] }, LONG_STATEMENT_MS);
  }

  /**
   * Runs a statement that scans whole tables, for queries too rare to deserve an index. It may take
   * minutes, and holds no lock that others wait for.
   */
  scan<Row extends object>(
    text: string,
    values: readonly unknown[],
    timeout = SCAN_TIMEOUT,
  ): Promise<Row[]> {
    return this.transaction(async (client) => {
      await client.query('set local enable_seqscan = on; set local plan_cache_mode = auto');
      return runWithin<Row>(client, { text, values: [...values] }, timeout);
    });
  }

  /**
   * Runs a transaction. Repeats it from the start if PostgreSQL aborted it because of a conflict.
   */
  override transaction<Result>(run: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    return retryingSerializationFailures(() => super.transaction(run));
  }

  /** Rolls back and keeps the connection, unless it timed out or broke. */
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
 * Runs a statement with a longer timeout than the session's. Allows joins that read whole indexes:
 * behind a pooler all sessions may have the settings of the hot path, which disable them.
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
  // `query_timeout` is missing in pg's types. The server's own limit applies first.
  const patient = { ...query, query_timeout: timeout + 1_000 };
  return (await client.query<Row>(patient)).rows;
}
