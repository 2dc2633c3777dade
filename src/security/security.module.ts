import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Settings } from '../config/index.js';
import { AdminBulkhead } from './admin-bulkhead.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { NumberKey } from './number-key.entity.js';
import { registerKeyRing } from './number-key.registry.js';
import { NumberVault } from './number-vault.js';
import { WebhookGate } from './webhook-gate.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([NumberKey])],
  providers: [
    AdminBulkhead,
    ApiKeyGuard,
    WebhookGate,
    {
      provide: NumberVault,
      inject: [Settings, DataSource],
      useFactory: async (settings: Settings, dataSource: DataSource) =>
        new NumberVault(
          settings.numberKeys,
          await registerKeyRing(dataSource, settings.numberKeys),
        ),
    },
  ],
  exports: [AdminBulkhead, ApiKeyGuard, WebhookGate, NumberVault],
})
export class SecurityModule {}
