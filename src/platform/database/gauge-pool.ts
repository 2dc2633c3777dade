import { DatabaseConnections } from './database-connections.js';
import { DEAD_PEER_SETTINGS, sessionOptions } from './session-settings.js';
import type { Query } from './statement.js';
import { WatchedPool } from './watched-pool.js';

/** Milliseconds that a statement may take. */
const STATEMENT_MS = 2_000;
const CONNECT_MS = 1_000;
/** Milliseconds; longer than the usual time between two scrapes. */
const IDLE_MS = 75_000;

/** One connection for the gauges of `/metrics`, so that they never take one from a call or a request. */
export class GaugePool extends WatchedPool {
  constructor(databaseUrl: string, connections = new DatabaseConnections()) {
    super('gauges', connections, {
      ...sessionOptions(databaseUrl, { ...DEAD_PEER_SETTINGS, statement_timeout: STATEMENT_MS }),
      max: 1,
      connectionTimeoutMillis: CONNECT_MS,
      idleTimeoutMillis: IDLE_MS,
      query_timeout: STATEMENT_MS + 500,
      application_name: 'maskline-gauges',
    });
  }

  /**
   * Runs a statement that only reads. Sets its limits in a transaction, because behind a pooler a
   * session can have the settings of another one.
   */
  async run<Row extends object>({ text, values }: Query): Promise<Row[]> {
    const client = await this.connect();
    try {
      await client.query(
        `begin read only; set local statement_timeout = ${STATEMENT_MS}; set local jit = off;
         set local enable_hashjoin = on; set local enable_mergejoin = on`,
      );
      const { rows } = await client.query<Row>({ text, values });
      await client.query('commit');
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
