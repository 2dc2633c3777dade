export { CarrierInboxModule } from './carrier-inbox.module.js';
export { DEAD_LETTER_CONTENT } from './encrypted-columns.js';
export { takeReceipts } from './receipts.sql.js';
export { DeadLetter } from './dead-letter.entity.js';
export { DeadLetterService } from './dead-letter.service.js';
export { WebhookReceipt } from './webhook-receipt.entity.js';
