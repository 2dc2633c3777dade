import pg from 'pg';
import { retryingSerializationFailures } from './retry.js';

/** Milliseconds after which a statement is given up, on both sides of the wire. */
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Statements are planned once for each connection and not for each set of values: they find
 * everything by key, so the values make no difference, and planning costs more than running them.
 * A plan that was made while a table was empty must not read all of it when it has grown.
 */
export const GENERIC_PLANS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

/** A new connection plans anew, by the size that the tables then have. */
export const PLAN_LIFETIME_SECONDS = 300;

/** A statement that PostgreSQL plans once for each connection, under a name of its own. */
export interface PreparedStatement {
  name: string;
  text: string;
}

/** Connections for the statements that are written by hand: they decide the races. */
export class PostgresPool extends pg.Pool {
  constructor(databaseUrl: string) {
    super({
      connectionString: databaseUrl,
      max: 10,
      connectionTimeoutMillis: 5_000,
      query_timeout: STATEMENT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: 'maskline',
      options: GENERIC_PLANS,
      maxLifetimeSeconds: PLAN_LIFETIME_SECONDS,
    });
    // An idle connection that breaks is replaced at the next query; without a listener the
    // 'error' event would end the process.
    this.on('error', () => undefined);
    // While a connection is in use, the pool does not listen to it; its query fails anyway.
    this.on('connect', (client) => client.on('error', () => undefined));
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
        await client.query('rollback').then(
          () => client.release(),
          (broken: Error) => client.release(broken),
        );
        throw error;
      }
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
