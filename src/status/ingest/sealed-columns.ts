import { SealedNumber, SealedText } from '../../security/index.js';

/** The far end of a leg. */
export const LEG_PARTY = new SealedNumber<{ sessionId: string; callId: string }>(
  'leg-party',
  ({ sessionId, callId }) => [sessionId, callId],
);

/** A message that could not be understood. */
export const UNREADABLE_CONTENT = new SealedText<{ digest: Buffer }>(
  'unreadable-message',
  ({ digest }) => [digest],
);
