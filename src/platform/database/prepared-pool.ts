import type pg from 'pg';
import type { DatabaseConnections } from './database-connections.js';
import { DEAD_PEER_SETTINGS, sessionOptions } from './session-settings.js';
import { WatchedPool } from './watched-pool.js';

/**
 * Statements are planned once for each connection and not for each set of values: they find
 * everything by key, so the values make no difference, and planning costs more than running them.
 * A plan that was made while a table was empty must not read all of it when it has grown. Such a plan
 * looks costly where it has no choice, and compiling it would take a hundred times as long as running.
 */
const GENERIC_PLANS = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  jit: 'off',
} as const;

/** A new connection plans anew, by the size that the tables then have. */
const PLAN_LIFETIME_SECONDS = 300;

/** Milliseconds by which the server gives a statement up before we do, so that its word comes first. */
const HEAD_START_MS = 50;

interface PreparedPoolOptions {
  databaseUrl: string;
  applicationName: string;
  connections: number;
  /** Whether idle connections stay open, with their plans. */
  keepsConnections?: boolean;
  /** Milliseconds to wait for a free connection, or for a new one. */
  connectTimeout: number;
  /** Milliseconds after which a statement is given up, on both sides of the wire. */
  statementTimeout: number;
  /** Milliseconds that a transaction may wait for us, with its locks. */
  idleInTransactionTimeout: number;
  /** Further settings of PostgreSQL that the statements rely on. */
  settings?: Readonly<Record<string, string>>;
}

/** Connections for prepared statements. */
export abstract class PreparedPool extends WatchedPool {
  /** What every session must have, however it is reached; see {@link SessionCheck}. */
  readonly requiredSettings: Readonly<Record<string, string>>;

  constructor(connections: DatabaseConnections, options: PreparedPoolOptions) {
    const required = { ...GENERIC_PLANS, ...options.settings };
    super(connections, {
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
      maxLifetimeSeconds: PLAN_LIFETIME_SECONDS,
    });
    this.requiredSettings = required;
  }

  /** Runs a transaction, and undoes it if it fails. */
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
   * Undoes a transaction that failed by closing its connection: what that still has to say could be taken
   * for the answer to another statement.
   */
  protected async undo(client: pg.PoolClient, _error: unknown): Promise<void> {
    client.release(true);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.end();
  }
}
