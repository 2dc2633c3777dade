import pg from 'pg';
import { GENERIC_PLANS } from './postgres-pool.js';

/** Milliseconds after which a statement of the hot path is given up, on both sides of the wire. */
const STATEMENT_TIMEOUT_MS = 500;
/** Milliseconds to wait for a free connection, or for a new one. */
const CONNECT_TIMEOUT_MS = 400;

/**
 * Connections of their own for call handles, so that a slow admin query or a job can't hold up a
 * person on the line. Few, since each does one short statement at a time.
 */
export class HotPathPool extends pg.Pool {
  constructor(databaseUrl: string) {
    super({
      connectionString: databaseUrl,
      max: 8,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'maskline-calls',
      options: GENERIC_PLANS,
    });
    // An idle connection that breaks is replaced at the next query; without a listener the
    // 'error' event would end the process.
    this.on('error', () => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
