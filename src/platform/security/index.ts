export {
  type Access,
  maySeePool,
  requireScope,
  RequestAccess,
  SYSTEM_ACCESS,
} from './access/access.js';
export { KeyRestrictedError } from './access/access.errors.js';
export { MOST_ADMIN_REQUESTS } from './access/admin-bulkhead.js';
export { AdminGate } from './access/admin-gate.js';
export { type AdminRouteConfig, isAdminRoute } from './access/admin-route.js';
export { type AdminRoute, AdminRoutes } from './access/admin-routes.js';
export { ApiKeyGuard } from './access/api-key.guard.js';
export { ApiKey } from './api-keys/api-key.entity.js';
export { AuditEvent } from './audit/audit-event.entity.js';
export { type Act, AuditTrail } from './audit/audit-trail.js';
export { blockList } from './access/block-list.js';
export { NumberKey } from './vault/number-key.entity.js';
export { KeyRingMismatchError, NumberKeysOutdatedError } from './vault/number-key.errors.js';
export { NumberKeyRegistry } from './vault/number-key.registry.js';
export { type NumberKeyRow, type NumberKeyState, WRITTEN_KEYS } from './vault/number-key-state.js';
export { type NumberTraces, tracesOf } from './vault/number-traces.js';
export { NumberVault, SealBrokenError } from './vault/number-vault.js';
export {
  type EncryptedColumn,
  EncryptedDigest,
  EncryptedNumber,
  EncryptedText,
} from './vault/encrypted-column.js';
export { OverloadedError } from './limits/overloaded.error.js';
export { RequestClassifier, type RequestKind } from './access/request-kind.js';
export { RequiredScope } from './access/required-scope.js';
export { RevealQuery } from './access/reveal.query.js';
export { SECURITY_HEADERS } from './access/response-headers.js';
export { type Scope, SCOPES } from './access/scopes.js';
export { SecurityModule } from './security.module.js';
export { UnauthenticatedError } from './access/unauthenticated.error.js';
export { isCarrierRoute, WebhookGate } from './access/webhook-gate.js';
export { WithheldCallers } from './vault/withheld-callers.js';
