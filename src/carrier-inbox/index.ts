export { CarrierInboxModule } from './carrier-inbox.module.js';
export { UNREADABLE_CONTENT } from './encrypted-columns.js';
export { takeReceipts } from './receipts.sql.js';
export { UnreadableMessage } from './unreadable-message.entity.js';
export { UnreadableMessageService } from './unreadable-message.service.js';
export { WebhookReceipt } from './webhook-receipt.entity.js';
