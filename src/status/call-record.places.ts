import { place } from '../security/index.js';

/** Where the far end of a leg is kept. */
export const legPartyPlace = (sessionId: string, callId: string): Buffer =>
  place('leg-party', sessionId, callId);
