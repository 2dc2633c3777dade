import { DataSource, type QueryRunner } from 'typeorm';
import pg from 'pg';
import { MIGRATIONS } from './migrations/index.js';

type Migration = (typeof MIGRATIONS)[number];

/** Any number, as long as every version of Maskline uses the same. */
const MIGRATION_LOCK = 6_275_465;

export const migrationDataSource = (databaseUrl: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url: databaseUrl,
    migrations: MIGRATIONS.map(unhurried),
    migrationsTransactionMode: 'each',
    applicationName: 'maskline-migrations',
  });

/**
 * Brings the schema up to date. Replicas that start together run one after the other: the lock
 * belongs to a transaction, so it works behind PgBouncer and goes when its holder dies.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  await withMigrationLock(databaseUrl, async () => {
    const dataSource = await migrationDataSource(databaseUrl).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
  });
}

async function withMigrationLock(databaseUrl: string, run: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    // The role may have time-outs of its own; the migrations of another replica take what they take.
    await client.query(
      'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0',
    );
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await run();
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** A migration takes what it takes, also as a role that has a time-out for its statements. */
function unhurried(migration: Migration): Migration {
  const patient = class extends migration {
    override async up(runner: QueryRunner): Promise<void> {
      await runner.query('set local statement_timeout = 0');
      await super.up(runner);
    }
  };
  // TypeORM knows migrations by the names of their classes.
  Object.defineProperty(patient, 'name', { value: migration.name });
  return patient;
}
