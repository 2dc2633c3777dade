import { EncryptedNumber } from '../../platform/security/index.js';

/** The phone number at the far end of a leg. */
export const LEG_PARTY = new EncryptedNumber<{ sessionId: string; callId: string }>(
  'leg-party',
  ({ sessionId, callId }) => [sessionId, callId],
);
