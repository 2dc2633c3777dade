import pg from 'pg';

/**
 * Statements are planned once for each connection and not for each set of values: they find
 * everything by key, so the values make no difference, and planning costs more than running them.
 * A plan that was made while a table was empty must not read all of it when it has grown. Such a plan
 * looks costly where it has no choice, and compiling it would take a hundred times as long as running.
 */
const GENERIC_PLANS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';

/** A new connection plans anew, by the size that the tables then have. */
const PLAN_LIFETIME_SECONDS = 300;

/** A statement that PostgreSQL plans once for each connection, under a name of its own. */
export interface PreparedStatement {
  name: string;
  text: string;
}

interface PreparedPoolOptions {
  databaseUrl: string;
  applicationName: string;
  connections: number;
  /** Milliseconds to wait for a free connection, or for a new one. */
  connectTimeout: number;
  /** Milliseconds after which a statement is given up, on both sides of the wire. */
  statementTimeout: number;
  /** Further settings of PostgreSQL, `-c name=value`. */
  settings?: string;
}

/** Connections for prepared statements. None of them can end the process by breaking. */
export abstract class PreparedPool extends pg.Pool {
  constructor(options: PreparedPoolOptions) {
    super({
      connectionString: options.databaseUrl,
      max: options.connections,
      connectionTimeoutMillis: options.connectTimeout,
      query_timeout: options.statementTimeout,
      statement_timeout: options.statementTimeout,
      application_name: options.applicationName,
      options: `${GENERIC_PLANS} ${options.settings ?? ''}`.trim(),
      maxLifetimeSeconds: PLAN_LIFETIME_SECONDS,
    });
    // An idle connection that breaks is replaced at the next query; without a listener the
    // 'error' event would end the process.
    this.on('error', () => undefined);
    // While a connection is in use, the pool does not listen to it; its query fails anyway.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
