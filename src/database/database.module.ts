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
        // Shorter than 8x8 waits for a status to be taken, so that it hears of a failure.
        extra: { statement_timeout: 4_000, query_timeout: 4_500 },
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
      useFactory: (settings: Settings) =>
        new HotPathPool(settings.databaseUrl!, settings.callTimeouts),
    },
  ],
  exports: [HotPathPool, PostgresPool],
})
export class DatabaseModule {}
