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
      'Sessions of the database lack what Maskline relies on; a pooler may have taken it away.',
    );
    this.extensions = { missing };
  }
}

/** Milliseconds for which a good outcome is believed, and a bad one. */
const GOOD_FOR_MS = 60_000;
const BAD_FOR_MS = 5_000;

/** What is missing when a prepared statement is not found again. */
const PREPARED_STATEMENTS = 'prepared statements';

const PROBE = { name: 'maskline-session-check', text: 'select $1::integer as value', values: [1] };

/**
 * Finds out whether sessions are as the statements need them. A pooler such as PgBouncer may drop the
 * settings that come with a connection, or give a session to another client between two transactions:
 * then statements are planned badly, run without a time limit, or are not found.
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

  /** @throws DatabaseSettingsError, or the error of a database that can't be asked for the first time */
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
        `not ready: sessions of the database lack ${words}. If there is a pooler, ` +
          'see "PgBouncer" in docs/deploy.md',
      );
    }
    this.missing = [...missing];
    this.checkedAt = performance.now();
  }
}

/** Returns the names of settings that are not what they must be. */
async function missingSettings(pool: PreparedPool): Promise<string[]> {
  const names = Object.keys(pool.requiredSettings);
  const { rows } = await pool.query<{ name: string; value: string }>({
    // Without a name: whether statements that have one work is yet to be seen.
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
 * Returns whether a statement that one session prepared is found again after another one was busy, and
 * whether two can prepare the same one: the pooler's sessions behind them are others by then.
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
