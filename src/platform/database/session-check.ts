import { Injectable, Logger } from '@nestjs/common';
import type pg from 'pg';
import { DomainError, isStalePlan } from '../errors/index.js';
import { HotPathPool } from './hot-path-pool.js';
import { PostgresPool } from './postgres-pool.js';
import type { PreparedPool } from './prepared-pool.js';

export class DatabaseSettingsError extends DomainError {
  readonly code = 'database-settings';
  readonly kind = 'unavailable';
  override readonly extensions: { missing: readonly string[] };
  constructor(missing: readonly string[]) {
    super(
      'Database sessions lack settings that Maskline requires; check the configuration of the pooler.',
    );
    this.extensions = { missing };
  }
}

/** Milliseconds for which a good and a bad outcome are cached. */
const GOOD_FOR_MS = 60_000;
const BAD_FOR_MS = 5_000;

/** Reported as missing if a session loses its prepared statements. */
const PREPARED_STATEMENTS = 'prepared statements';

const PROBE = { name: 'maskline-session-check', text: 'select $1::integer as value', values: [1] };

/**
 * Checks that database sessions have the settings that the statements require. A pooler such as
 * PgBouncer may drop start-up settings, or give a session to another client between two
 * transactions. Statements are then planned badly, run without a time limit, or are not found.
 */
@Injectable()
export class SessionCheck {
  private readonly logger = new Logger('Database');
  private missing: readonly string[] | undefined;
  private checkedAt = -Infinity;
  private running: Promise<void> | undefined;

  constructor(
    private readonly hotPath: HotPathPool,
    private readonly database: PostgresPool,
  ) {}

  /** @throws DatabaseSettingsError, or the database error if the first check fails */
  async assertUsable(): Promise<void> {
    const goodFor = this.missing?.length === 0 ? GOOD_FOR_MS : BAD_FOR_MS;
    if (performance.now() - this.checkedAt > goodFor) {
      this.running ??= this.check().finally(() => {
        this.running = undefined;
      });
      await this.running.catch((error: unknown) => {
        if (!this.missing) throw error;
      });
    }
    if (this.missing && this.missing.length > 0) throw new DatabaseSettingsError(this.missing);
  }

  private async check(): Promise<void> {
    const missing = new Set<string>();
    for (const pool of [this.hotPath, this.database]) {
      for (const name of await missingSettings(pool)) missing.add(name);
    }
    if (!(await keepsPreparedStatements(this.database))) missing.add(PREPARED_STATEMENTS);
    const words = [...missing].join(', ');
    if (words !== '' && words !== this.missing?.join(', ')) {
      this.logger.error(
        `not ready: database sessions lack ${words}. With a connection pooler, ` +
          'see "PgBouncer" in docs/deploy.md',
      );
    }
    this.missing = [...missing];
    this.checkedAt = performance.now();
  }
}

/** Returns the names of settings with a wrong value. */
async function missingSettings(pool: PreparedPool): Promise<string[]> {
  const names = Object.keys(pool.requiredSettings);
  const { rows } = await pool.query<{ name: string; value: string }>({
    // Unnamed, because it is not yet known whether prepared statements work.
    text: `
    select name, current_setting(name) as value
      from unnest($1::text[] || array['statement_timeout']) as name`,
    values: [names],
  });
  return rows
    .filter(({ name, value }) =>
      name === 'statement_timeout' ? value === '0' : value !== pool.requiredSettings[name],
    )
    .map(({ name }) => name);
}

/**
 * Whether a session finds its prepared statement again after another session was busy, and whether
 * both can prepare the same statement. In between, a pooler may have swapped the server sessions
 * behind them.
 */
async function keepsPreparedStatements(pool: PreparedPool): Promise<boolean> {
  const first = await pool.connect();
  const second = await pool.connect().catch((error: unknown) => {
    first.release();
    throw error;
  });
  try {
    await first.query(PROBE);
    await second.query('begin');
    await second.query(PROBE);
    await first.query(PROBE);
    await second.query('rollback');
    release(first, second);
    return true;
  } catch (error) {
    release(first, second, true);
    if (isStalePlan(error)) return false;
    throw error;
  }
}

function release(first: pg.PoolClient, second: pg.PoolClient, close = false): void {
  first.release(close);
  second.release(close);
}
