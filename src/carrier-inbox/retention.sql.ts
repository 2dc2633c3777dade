import { byDigest, olderThan, retained } from '../platform/database/index.js';

export const OLD_RECEIPTS = retained({
  name: 'receipts',
  period: 'receipts',
  kind: 'receipt',
  table: 'webhook_receipt',
  ...olderThan('received_at'),
  ...byDigest(`convert_to(message_key, 'UTF8') || uuid_send(pool_id)`),
});

export const OLD_DEAD_LETTERS = retained({
  name: 'deadLetters',
  period: 'receipts',
  kind: 'dead-letter',
  table: 'dead_letter',
  ...olderThan('last_received_at'),
  ...byDigest('digest'),
});
