import type pg from 'pg';
import type { DatabaseConnections } from './database-connections.js';
import { DEAD_PEER_SETTINGS, sessionOptions } from './session-settings.js';
import { type PoolUse, WatchedPool } from './watched-pool.js';

/**
 * Statements are planned once per connection, not per set of values: they find everything by key,
 * so values do not affect the plan, and planning costs more than running. Sequential scans are off,
 * because a plan made while a table was empty must not scan it after it has grown. A remaining scan
 * then looks so costly that PostgreSQL would compile it, which takes a hundred times as long as
 * running it; hence no JIT.
 */
const GENERIC_PLANS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  jit: 'off',
} as const;

/**
 * Seconds after which a connection is replaced, at random. A new one makes new plans for the current
 * size of the tables. Connections that were made together, as at the start, must not be replaced
 * together: calls would wait until all plans are made.
 */
const LIFETIME = { least: 150, most: 300 };
const lifetime = (): number => LIFETIME.least + Math.random() * (LIFETIME.most - LIFETIME.least);

/** Milliseconds by which the server's timeout precedes ours, so that its error arrives first. */
const HEAD_START_MS = 50;

interface PreparedPoolOptions {
  use: PoolUse;
  databaseUrl: string;
  applicationName: string;
  connections: number;
  /** Whether idle connections stay open, with their plans. */
  keepsConnections?: boolean;
  /** Milliseconds to wait for a free connection, or for a new one. */
  connectTimeout: number;
  /** Timeout of a statement in milliseconds, on the server and the client. */
  statementTimeout: number;
  /** Milliseconds that a transaction may wait for the client while holding its locks. */
  idleInTransactionTimeout: number;
  /** Further settings of PostgreSQL that the statements rely on. */
  settings?: Readonly<Record<string, string>>;
}

/** Connections for prepared statements. */
export abstract class PreparedPool extends WatchedPool {
  /** Settings that every session must have, even behind a pooler; see {@link SessionCheck}. */
  readonly requiredSettings: Readonly<Record<string, string>>;

  constructor(connections: DatabaseConnections, options: PreparedPoolOptions) {
    const required = { ...GENERIC_PLANS, ...options.settings };
    super(options.use, connections, {
      ...sessionOptions(options.databaseUrl, {
        ...required,
        ...DEAD_PEER_SETTINGS,
        statement_timeout: options.statementTimeout - HEAD_START_MS,
        idle_in_transaction_session_timeout: options.idleInTransactionTimeout,
      }),
      max: options.connections,
      min: options.keepsConnections ? options.connections : 0,
      connectionTimeoutMillis: options.connectTimeout,
      query_timeout: options.statementTimeout,
      application_name: options.applicationName,
      maxLifetimeSeconds: lifetime(),
    });
    // The pool has read the lifetime of this connection; this is that of the next one.
    this.on('connect', () => {
      this.options.maxLifetimeSeconds = lifetime();
    });
    this.requiredSettings = required;
  }

  /** Runs a transaction. Rolls it back if it fails. */
  async transaction<Result>(run: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.connect();
    try {
      await client.query('begin');
      const result = await run(client);
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      await this.undo(client, error);
      throw error;
    }
  }

  /**
   * Undoes a failed transaction by closing its connection, because a late response could be taken
   * for that of another statement.
   */
  protected async undo(client: pg.PoolClient, _error: unknown): Promise<void> {
    client.release(true);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
