import { EncryptedNumber, EncryptedText } from '../../platform/security/index.js';

/** The far end of a leg. */
export const LEG_PARTY = new EncryptedNumber<{ sessionId: string; callId: string }>(
  'leg-party',
  ({ sessionId, callId }) => [sessionId, callId],
);

/** A message that could not be understood. */
export const UNREADABLE_CONTENT = new EncryptedText<{ digest: Buffer }>(
  'unreadable-message',
  ({ digest }) => [digest],
);
