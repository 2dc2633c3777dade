export { isCallerMessage, IsCallerMessage, messageAction } from './pools/is-caller-message.js';
export { HeldSyncGauge } from './sync/held-sync-gauge.js';
export { HeldSync } from './sync/held-sync.entity.js';
export { hasMissedCallText, messagesFor } from './pools/messages.sql.js';
export { Pool } from './pools/pool.entity.js';
export {
  PoolNotFoundError,
  UnannouncedRecordingError,
  VirtualNumberNotDeletableError,
  VirtualNumberNotFoundError,
} from './pools/pool.errors.js';
export { PoolModule } from './pool.module.js';
export { QuietHoursDto } from './pools/quiet-hours.dto.js';
export { TimeZoneService } from './pools/time-zone.service.js';
export {
  type CallerMessage,
  type Channel,
  CHANNELS,
  NUMBER_MODES,
  type NumberMode,
  type PoolMessages,
  type QuietHours,
} from './pools/pool-policy.js';
export { setDecisionHook } from './pools/pool.sql.js';
export { PoolService } from './pools/pool.service.js';
export { noteOverwrittenSources } from './numbers/overwritten-source.sql.js';
export { type NumberHealth, VirtualNumber } from './numbers/virtual-number.entity.js';
export { VirtualNumberService } from './numbers/virtual-number.service.js';
export { PoolSyncService } from './sync/pool-sync.service.js';
