import { performance } from 'node:perf_hooks';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DelayLine } from '../common/index.js';
import { Settings } from '../config/index.js';
import { AdminBulkhead } from './admin-bulkhead.js';
import { AdminGate } from './admin-gate.js';
import { AdminRoutes } from './admin-routes.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeyController } from './api-keys/api-key.controller.js';
import { ApiKey } from './api-keys/api-key.entity.js';
import { ApiKeyLookup } from './api-keys/api-key-lookup.js';
import { ApiKeyRepository } from './api-keys/api-key.repository.js';
import { ApiKeyService } from './api-keys/api-key.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditEvent } from './audit/audit-event.entity.js';
import { AuditEventRepository } from './audit/audit-event.repository.js';
import { AuditEventService } from './audit/audit-event.service.js';
import { AuditTrail } from './audit/audit-trail.js';
import { Authenticator } from './authenticator.js';
import { NumberKey } from './number-key.entity.js';
import { NumberKeyRegistry } from './number-key.registry.js';
import { NumberVault } from './number-vault.js';
import { RequestClassifier } from './request-kind.js';
import { RequestLimiter } from './request-limiter.js';
import { TokenBuckets } from './token-buckets.js';
import { WebhookGate } from './webhook-gate.js';
import { WideRequests } from './wide-request.interceptor.js';
import { WithheldCallers } from './withheld-callers.js';

const monotonicMs = (): number => performance.now();

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ApiKey, AuditEvent, NumberKey])],
  controllers: [ApiKeyController, AuditController],
  providers: [
    AdminBulkhead,
    AdminGate,
    AdminRoutes,
    ApiKeyGuard,
    ApiKeyRepository,
    ApiKeyService,
    AuditEventRepository,
    AuditEventService,
    AuditTrail,
    Authenticator,
    RequestClassifier,
    WebhookGate,
    WideRequests,
    WithheldCallers,
    {
      provide: ApiKeyLookup,
      inject: [ApiKeyRepository],
      useFactory: (keys: ApiKeyRepository) => new ApiKeyLookup(keys, monotonicMs),
    },
    {
      provide: RequestLimiter,
      inject: [Settings],
      useFactory: ({ apiRateLimitPerMinute, httpLimits }: Settings) =>
        new RequestLimiter(
          new TokenBuckets(monotonicMs),
          apiRateLimitPerMinute,
          new DelayLine(httpLimits.refusalDelay),
        ),
    },
    NumberKeyRegistry,
    {
      provide: NumberVault,
      inject: [NumberKeyRegistry],
      useFactory: async (keys: NumberKeyRegistry) => new NumberVault(await keys.register()),
    },
  ],
  exports: [
    AdminGate,
    AdminRoutes,
    ApiKeyGuard,
    AuditTrail,
    NumberKeyRegistry,
    NumberVault,
    RequestClassifier,
    WebhookGate,
    WideRequests,
    WithheldCallers,
  ],
})
export class SecurityModule {}
