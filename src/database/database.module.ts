import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../config/index.js';
import { HotPathPool } from './hot-path-pool.js';
import { PostgresPool } from './postgres-pool.js';

/** The connections: TypeORM's for plain rows, one pool for SQL, one of its own for call handles. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        type: 'postgres' as const,
        url: settings.databaseUrl!,
        autoLoadEntities: true,
        logging: false as const,
        poolSize: 10,
        connectTimeoutMS: 5_000,
        applicationName: 'maskline',
        extra: { statement_timeout: 30_000 },
        retryAttempts: 3,
        retryDelay: 500,
        // What is logged on a failed connection must not hold the URL, which has a password.
        verboseRetryLog: false,
      }),
    }),
  ],
  providers: [
    {
      provide: PostgresPool,
      inject: [Settings],
      useFactory: (settings: Settings) => new PostgresPool(settings.databaseUrl!),
    },
    {
      provide: HotPathPool,
      inject: [Settings],
      useFactory: (settings: Settings) => new HotPathPool(settings.databaseUrl!),
    },
  ],
  exports: [HotPathPool, PostgresPool],
})
export class DatabaseModule {}
