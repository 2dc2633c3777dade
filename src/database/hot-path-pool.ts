import pg from 'pg';
import { GENERIC_PLANS, PLAN_LIFETIME_SECONDS, type PreparedStatement } from './postgres-pool.js';

/** Milliseconds after which a statement of the hot path is given up, on both sides of the wire. */
const STATEMENT_TIMEOUT_MS = 600;
/** Milliseconds to wait for a free connection, or for a new one. */
const CONNECT_TIMEOUT_MS = 400;

/** Every table is entered by a key that the call or the row before it gives. */
const BY_KEY_ONLY = `${GENERIC_PLANS} -c enable_hashjoin=off -c enable_mergejoin=off`;

/**
 * Connections of their own for call handles, so that a slow admin query or a job can't hold up a
 * person on the line. Few, since each does one short statement at a time.
 */
export class HotPathPool extends pg.Pool {
  constructor(databaseUrl: string) {
    super({
      connectionString: databaseUrl,
      max: 4,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'maskline-calls',
      options: BY_KEY_ONLY,
      maxLifetimeSeconds: PLAN_LIFETIME_SECONDS,
    });
    // An idle connection that breaks is replaced at the next query; without a listener the
    // 'error' event would end the process.
    this.on('error', () => undefined);
    // While a connection is in use, the pool does not listen to it; its query fails anyway.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * Runs one statement. A connection on which one failed is not used again: what it still has to
   * say could be taken for the answer to the next question.
   */
  async run<Row extends object>(
    statement: PreparedStatement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const client = await this.connect();
    try {
      const { rows } = await client.query<Row>({ ...statement, values: [...values] });
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
