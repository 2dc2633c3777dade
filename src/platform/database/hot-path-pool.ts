import { CALL_TIMEOUTS, type CallTimeouts } from '../config/index.js';
import { DatabaseConnections } from './database-connections.js';
import { PreparedPool } from './prepared-pool.js';
import type { Query } from './statement.js';

/**
 * Connections of their own for call handles, so that a slow admin query or a job can't hold up a
 * person on the line. Few, since each does one short statement at a time.
 */
export class HotPathPool extends PreparedPool {
  constructor(
    databaseUrl: string,
    timeouts: Readonly<CallTimeouts> = CALL_TIMEOUTS,
    connections = new DatabaseConnections(),
  ) {
    super(connections, {
      databaseUrl,
      applicationName: 'maskline-calls',
      connections: 4,
      keepsConnections: true,
      connectTimeout: timeouts.connect,
      statementTimeout: timeouts.statement,
      idleInTransactionTimeout: 3 * timeouts.statement,
      // Every table is entered by a key that the call or the row before it gives.
      settings: { enable_hashjoin: 'off', enable_mergejoin: 'off' },
    });
  }

  /**
   * Runs one statement. A connection on which one failed is not used again: what it still has to
   * say could be taken for the answer to the next question.
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

  /** Runs queries on all connections that there can be, so that each of them has their plans. */
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
