import { performance } from 'node:perf_hooks';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DelayLine } from '../rest/index.js';
import { Settings } from '../config/index.js';
import { provideRetention } from '../database/index.js';
import { AdminBulkhead } from './auth/admin-bulkhead.js';
import { AdminGate } from './auth/admin-gate.js';
import { AdminRoutes } from './auth/admin-routes.js';
import { ApiKeyGuard } from './auth/api-key.guard.js';
import { ApiKeyController } from './api-keys/api-key.controller.js';
import { ApiKey } from './api-keys/api-key.entity.js';
import { ApiKeyLookup } from './api-keys/api-key-lookup.js';
import { ApiKeyRepository, type LiveKeyRow } from './api-keys/api-key.repository.js';
import { ApiKeyService } from './api-keys/api-key.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditEvent } from './audit/audit-event.entity.js';
import { AuditEventRepository } from './audit/audit-event.repository.js';
import { AuditEventService } from './audit/audit-event.service.js';
import { AuditTrail } from './audit/audit-trail.js';
import { OLD_AUDIT_EVENTS } from './audit/retention.sql.js';
import { Authenticator } from './auth/authenticator.js';
import { ConsoleSession } from './console-sessions/console-session.entity.js';
import { ConsoleSessionLookup } from './console-sessions/console-session-lookup.js';
import { ConsoleSessionRepository } from './console-sessions/console-session.repository.js';
import { ConsoleSessionService } from './console-sessions/console-session.service.js';
import { SessionListController } from './console-sessions/session-list.controller.js';
import { SessionListService } from './console-sessions/session-list.service.js';
import { OLD_CONSOLE_SESSIONS } from './console-sessions/retention.sql.js';
import { SessionAuthenticator } from './console-sessions/session-authenticator.js';
import { NumberKey } from './vault/number-key.entity.js';
import { NumberKeyRegistry } from './vault/number-key.registry.js';
import { NumberVault } from './vault/number-vault.js';
import { RequestClassifier } from './auth/request-kind.js';
import { RequestLimiter } from './limits/request-limiter.js';
import { TokenBuckets } from './limits/token-buckets.js';
import { CarrierWebhookGate } from './auth/carrier-webhook-gate.js';
import { WideRequests } from './limits/wide-request.interceptor.js';
import { WithheldCallers } from './vault/withheld-callers.js';

const monotonicMs = (): number => performance.now();

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ApiKey, AuditEvent, ConsoleSession, NumberKey])],
  controllers: [ApiKeyController, AuditController, SessionListController],
  providers: [
    provideRetention(OLD_AUDIT_EVENTS, OLD_CONSOLE_SESSIONS),
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
    ConsoleSessionRepository,
    ConsoleSessionService,
    SessionAuthenticator,
    SessionListService,
    RequestClassifier,
    CarrierWebhookGate,
    WideRequests,
    WithheldCallers,
    {
      provide: ApiKeyLookup,
      inject: [ApiKeyRepository],
      useFactory: (keys: ApiKeyRepository) => new ApiKeyLookup<LiveKeyRow>(keys, monotonicMs),
    },
    {
      provide: ConsoleSessionLookup,
      inject: [ConsoleSessionRepository, ApiKeyRepository],
      useFactory: (sessions: ConsoleSessionRepository, keys: ApiKeyRepository) =>
        new ConsoleSessionLookup(
          {
            findLive: (hashes) => sessions.findLive(hashes),
            touch: async (session) => {
              await sessions.touch(session.session_id);
              if (session.id !== null) await keys.touch(session);
            },
          },
          monotonicMs,
        ),
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
    ApiKeyService,
    AuditTrail,
    ConsoleSessionService,
    NumberKeyRegistry,
    NumberVault,
    RequestClassifier,
    RequestLimiter,
    CarrierWebhookGate,
    WideRequests,
    WithheldCallers,
  ],
})
export class SecurityModule {}
