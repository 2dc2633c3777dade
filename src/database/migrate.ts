import { DataSource } from 'typeorm';
import pg from 'pg';
import { MIGRATIONS } from './migrations/index.js';

/** Any number, as long as every version of Maskline uses the same. */
const MIGRATION_LOCK = 6_275_465;

export const migrationDataSource = (databaseUrl: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url: databaseUrl,
    migrations: MIGRATIONS,
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
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await run();
    await client.query('commit');
  } finally {
    await client.end();
  }
}
