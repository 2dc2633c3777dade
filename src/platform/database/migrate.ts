import { DataSource, type QueryRunner } from 'typeorm';
import pg from 'pg';
import { MIGRATIONS } from './migrations/index.js';

type Migration = (typeof MIGRATIONS)[number];

/** An arbitrary number that all versions of Maskline share. */
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
 * Migrates the schema. A lock serializes replicas that start together. It belongs to a transaction,
 * so that it works behind PgBouncer and is released when its process dies.
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
    // Disables timeouts of the role, because the migrations of another replica may take long.
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

/** Removes the statement timeout of the role for a migration. */
function unhurried(migration: Migration): Migration {
  const patient = class extends migration {
    override async up(runner: QueryRunner): Promise<void> {
      await runner.query('set local statement_timeout = 0');
      await super.up(runner);
    }
  };
  // TypeORM identifies migrations by their class names.
  Object.defineProperty(patient, 'name', { value: migration.name });
  return patient;
}
