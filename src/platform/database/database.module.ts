import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../config/index.js';
import pg from 'pg';
import { ClockWatch } from './clock-watch.js';
import { DatabaseConnections } from './database-connections.js';
import { HotPathPool } from './hot-path-pool.js';
import { PostgresPool, STATEMENT_MS } from './postgres-pool.js';
import { DEAD_PEER_SETTINGS, sessionOptions } from './session-settings.js';
import { RetentionRegistry } from './retention/retention-registry.js';
import { SessionCheck } from './session-check.js';
import { WarmUp } from './warm-up.js';
import { WatchedPool } from './watched-pool.js';

/** Of its own, since TypeORM's module can't import the one that it is a part of. */
@Module({ providers: [DatabaseConnections], exports: [DatabaseConnections] })
class DatabaseConnectionsModule {}

/** What TypeORM takes of pg, with a pool that watches its connections. */
const driverOf = (connections: DatabaseConnections) => ({
  Pool: class extends WatchedPool {
    constructor(config: pg.PoolConfig) {
      super(connections, config);
    }
  },
  Client: pg.Client,
  types: pg.types,
  defaults: pg.defaults,
});

/** The connections: TypeORM's for plain rows, one pool for SQL, one of its own for call handles. */
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
          // Shorter than 8x8 waits for a status to be taken, so that it hears of a failure.
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
          // What is logged on a failed connection must not hold the URL, which has a password.
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
      provide: HotPathPool,
      inject: [DatabaseConnections, Settings],
      useFactory: (connections: DatabaseConnections, settings: Settings) =>
        new HotPathPool(settings.databaseUrl!, settings.callTimeouts, connections),
    },
  ],
  exports: [ClockWatch, HotPathPool, PostgresPool, RetentionRegistry, SessionCheck, WarmUp],
})
export class DatabaseModule {}
