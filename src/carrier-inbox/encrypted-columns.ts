import { EncryptedText } from '../platform/security/index.js';

/** The content of a message that could not be understood. */
export const DEAD_LETTER_CONTENT = new EncryptedText<{ digest: Buffer }>(
  // Part of what is stored: it stays as it was when the table had another name.
  'unreadable-message',
  ({ digest }) => [digest],
);
