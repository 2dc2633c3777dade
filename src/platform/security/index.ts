export {
  type Principal,
  maySeePool,
  requireScope,
  CurrentPrincipal,
  SYSTEM_ACCESS,
} from './auth/principal.js';
export { KeyRestrictedError } from './auth/auth.errors.js';
export { MAX_ADMIN_REQUESTS } from './auth/admin-bulkhead.js';
export { AdminGate } from './auth/admin-gate.js';
export { type AdminRouteConfig, isAdminRoute } from './auth/admin-route.js';
export { type AdminRoute, AdminRoutes } from './auth/admin-routes.js';
export { ApiKeyGuard } from './auth/api-key.guard.js';
export { ApiKey } from './api-keys/api-key.entity.js';
export { ApiKeyLookup } from './api-keys/api-key-lookup.js';
export type { LiveKeyRow } from './api-keys/api-key.repository.js';
export { ApiKeyService } from './api-keys/api-key.service.js';
export type { Authenticated } from './auth/authenticated.js';
export { AuditEvent } from './audit/audit-event.entity.js';
export { addAuditEvents, AUDIT_EVENTS } from './audit/audit.sql.js';
export { type Act, AuditTrail } from './audit/audit-trail.js';
export { blockList } from './auth/block-list.js';
export { assertFromConsole } from './console-sessions/console-origin.js';
export { ConsoleSession } from './console-sessions/console-session.entity.js';
export { TooManySignInsError } from './console-sessions/console-session.errors.js';
export {
  type ConsoleSessionResponse,
  ConsoleSessionService,
  SESSION_SECONDS,
} from './console-sessions/console-session.service.js';
export { isSecureRequest, sessionCookie } from './console-sessions/session-cookie.js';
export { NumberKey } from './vault/number-key.entity.js';
export { KeyRingMismatchError, NumberKeysOutdatedError } from './vault/number-key.errors.js';
export { NumberKeyRegistry } from './vault/number-key.registry.js';
export { type NumberKeyRow, type NumberKeyState, WRITTEN_KEYS } from './vault/number-key-state.js';
export { type ErasureSubject, erasureSubjectOf } from './vault/erasure-subject.js';
export { NumberVault, DecryptionFailedError } from './vault/number-vault.js';
export {
  type EncryptedColumn,
  EncryptedDigest,
  EncryptedNumber,
  EncryptedText,
} from './vault/encrypted-column.js';
export { RequestLimiter } from './limits/request-limiter.js';
export { TokenBuckets } from './limits/token-buckets.js';
export { OverloadedError } from './limits/overloaded.error.js';
export { RequestClassifier, type RequestKind } from './auth/request-kind.js';
export { RequiredScope } from './auth/required-scope.js';
export { RevealQuery } from './auth/reveal.query.js';
export { SECURITY_HEADERS } from './auth/response-headers.js';
export { type Scope, SCOPES } from './auth/scopes.js';
export { SecurityModule } from './security.module.js';
export { UnauthenticatedError } from './auth/unauthenticated.error.js';
export { isCarrierRoute, CarrierWebhookGate } from './auth/carrier-webhook-gate.js';
export { WithheldCallers } from './vault/withheld-callers.js';
