export { ClockWatch } from './clock-watch.js';
export { Coalescer, runIsolated } from './coalescer.js';
export { DatabaseConnections } from './database-connections.js';
export { DatabaseModule } from './database.module.js';
export * from './embedded-postgres/index.js';
export { GaugePool } from './gauge-pool.js';
export { HotPathPool } from './hot-path-pool.js';
export { LONG_STATEMENT_MS, PostgresPool } from './postgres-pool.js';
export { DatabaseSettingsError, SessionCheck } from './session-check.js';
export { WarmUp } from './warm-up.js';
export { migrate, migrationDataSource } from './migrate.js';
export {
  FOREIGN_KEY_VIOLATION,
  retryingSerializationFailures,
  sqlStateOf,
  UNIQUE_VIOLATION,
} from './retry.js';
export {
  type Query,
  rows,
  snakeCase,
  type RowOf,
  type Runner,
  type Statement,
  statement,
  type StatementDocument,
  statementDocuments,
} from './statement.js';
export { byDigest, byUuid, olderThan, type Retained, retained } from './retention/retained.js';
export { provideRetention, RetentionRegistry } from './retention/retention-registry.js';
