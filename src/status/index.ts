export { CallLeg } from './call-leg.entity.js';
export { NO_POOL } from './call-record.repository.js';
export { CallRecordService } from './call-record.service.js';
export { CallSession } from './call-session.entity.js';
export { StatusModule } from './status.module.js';
export { WebhookReceipt } from './webhook-receipt.entity.js';
