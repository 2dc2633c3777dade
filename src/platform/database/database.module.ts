import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../config/index.js';
import pg from 'pg';
import { ClockWatch } from './clock-watch.js';
import { DatabaseConnections } from './database-connections.js';
import { GaugePool } from './gauge-pool.js';
import { HotPathPool } from './hot-path-pool.js';
import { PostgresPool, STATEMENT_MS } from './postgres-pool.js';
import { DEAD_PEER_SETTINGS, sessionOptions } from './session-settings.js';
import { RetentionRegistry } from './retention/retention-registry.js';
import { SessionCheck } from './session-check.js';
import { WarmUp } from './warm-up.js';
import { WatchedPool } from './watched-pool.js';

/** A separate module, because TypeORM's module cannot import the module that contains it. */
@Module({ providers: [DatabaseConnections], exports: [DatabaseConnections] })
class DatabaseConnectionsModule {}

/** Returns the parts of pg that TypeORM uses, with a pool that watches its connections. */
const driverOf = (connections: DatabaseConnections) => ({
  Pool: class extends WatchedPool {
    constructor(config: pg.PoolConfig) {
      super('entities', connections, config);
    }
  },
  Client: pg.Client,
  types: pg.types,
  defaults: pg.defaults,
});

/**
 * Provides the database connections: TypeORM's for plain rows, a pool for SQL, and a separate pool
 * for call handles.
 */
@Global()
@Module({
  imports: [
    DatabaseConnectionsModule,
    TypeOrmModule.forRootAsync({
      imports: [DatabaseConnectionsModule],
      inject: [Settings, DatabaseConnections],
      useFactory: (settings: Settings, connections: DatabaseConnections) => {
        const { connectionString, options } = sessionOptions(settings.databaseUrl!, {
          ...DEAD_PEER_SETTINGS,
          // Shorter than 8x8's timeout for a call status webhook, so that 8x8 learns of a failure.
          statement_timeout: 4_000,
          idle_in_transaction_session_timeout: 4_000,
        });
        return {
          type: 'postgres' as const,
          url: connectionString,
          autoLoadEntities: true,
          logging: false as const,
          poolSize: 10,
          connectTimeoutMS: 3_000,
          applicationName: 'maskline',
          driver: driverOf(connections),
          extra: { options, query_timeout: STATEMENT_MS },
          retryAttempts: 3,
          retryDelay: 500,
          // The verbose log of a failed connection would contain the URL with its password.
          verboseRetryLog: false,
        };
      },
    }),
  ],
  providers: [
    ClockWatch,
    RetentionRegistry,
    SessionCheck,
    WarmUp,
    {
      provide: PostgresPool,
      inject: [DatabaseConnections, Settings],
      useFactory: (connections: DatabaseConnections, settings: Settings) =>
        new PostgresPool(settings.databaseUrl!, connections),
    },
    {
      provide: GaugePool,
      inject: [DatabaseConnections, Settings],
      useFactory: (connections: DatabaseConnections, settings: Settings) =>
        new GaugePool(settings.databaseUrl!, connections),
    },
    {
      provide: HotPathPool,
      inject: [DatabaseConnections, Settings],
      useFactory: (connections: DatabaseConnections, settings: Settings) =>
        new HotPathPool(settings.databaseUrl!, settings.callTimeouts, connections),
    },
  ],
  exports: [
    ClockWatch,
    DatabaseConnectionsModule,
    GaugePool,
    HotPathPool,
    PostgresPool,
    RetentionRegistry,
    SessionCheck,
    WarmUp,
  ],
})
export class DatabaseModule {}
