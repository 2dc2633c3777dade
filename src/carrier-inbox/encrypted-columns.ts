import { EncryptedText } from '../platform/security/index.js';

/** The content of a dead letter. */
export const DEAD_LETTER_CONTENT = new EncryptedText<{ digest: Buffer }>(
  // Part of the associated data of stored rows, so it keeps the former name of the table.
  'unreadable-message',
  ({ digest }) => [digest],
);
