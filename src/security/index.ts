export { type Access, RequestAccess } from './access.js';
export { AdminBulkhead, MOST_ADMIN_REQUESTS } from './admin-bulkhead.js';
export { ApiKeyGuard } from './api-key.guard.js';
export { NumberKey } from './number-key.entity.js';
export { KeyRingMismatchError } from './number-key.registry.js';
export { NumberVault, place, SealBrokenError } from './number-vault.js';
export { SecurityModule } from './security.module.js';
export { UnauthenticatedError } from './unauthenticated.error.js';
export { WebhookGate } from './webhook-gate.js';
