import { EncryptedText } from '../platform/security/index.js';

/** The content of a message that could not be understood. */
export const UNREADABLE_CONTENT = new EncryptedText<{ digest: Buffer }>(
  'unreadable-message',
  ({ digest }) => [digest],
);
