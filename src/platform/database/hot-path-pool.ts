import { CALL_TIMEOUTS, type CallTimeouts } from '../config/index.js';
import { DatabaseConnections } from './database-connections.js';
import { PreparedPool } from './prepared-pool.js';
import type { Query } from './statement.js';

/**
 * A separate connection pool for call handles, so that slow admin queries and jobs cannot delay a
 * caller. It is small, because each connection runs one short statement at a time.
 */
export class HotPathPool extends PreparedPool {
  constructor(
    databaseUrl: string,
    timeouts: Readonly<CallTimeouts> = CALL_TIMEOUTS,
    connections = new DatabaseConnections(),
  ) {
    super(connections, {
      use: 'calls',
      databaseUrl,
      applicationName: 'maskline-calls',
      connections: 4,
      keepsConnections: true,
      connectTimeout: timeouts.connect,
      statementTimeout: timeouts.statement,
      idleInTransactionTimeout: 3 * timeouts.statement,
      // Every table is read by a key from the call or from the previous row.
      settings: { enable_hashjoin: 'off', enable_mergejoin: 'off' },
    });
  }

  /**
   * Runs one statement. A connection is closed after a failure, because a late response could be
   * taken for that of the next statement.
   */
  async run<Row extends object>(query: Query): Promise<Row[]> {
    const client = await this.connect();
    try {
      const { rows } = await client.query<Row>(query);
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Runs queries on all connections of the pool, so that each has their plans. */
  async onEachConnection(queries: readonly Query[]): Promise<void> {
    const connecting = Array.from({ length: this.options.max }, () => this.connect());
    const clients = (await Promise.allSettled(connecting)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value] : [],
    );
    try {
      await Promise.all(
        clients.map(async (client) => {
          for (const query of queries) await client.query(query);
        }),
      );
      for (const client of clients) client.release();
    } catch (error) {
      for (const client of clients) client.release(true);
      throw error;
    }
  }
}
