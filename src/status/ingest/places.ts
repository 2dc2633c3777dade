import { place } from '../../security/index.js';

/** Where the far end of a leg is kept. */
export const legPartyPlace = (sessionId: string, callId: string): Buffer =>
  place('leg-party', sessionId, callId);

/** Where a message that could not be understood is kept. */
export const messagePlace = (digest: Buffer): Buffer => place('unreadable-message', digest);
