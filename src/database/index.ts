export { DatabaseModule } from './database.module.js';
export * from './embedded-postgres/index.js';
export { HotPathPool } from './hot-path-pool.js';
export { migrate, migrationDataSource } from './migrate.js';
export { retryingSerializationFailures, sqlStateOf } from './retry.js';
