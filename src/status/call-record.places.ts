import { place } from '../security/index.js';

/** Where the caller of a session is kept: the cipher text opens nowhere else. */
export const callerPlace = (sessionId: string): Buffer => place('session-caller', sessionId);

/** Where the far end of a leg is kept. */
export const legPartyPlace = (sessionId: string, callId: string): Buffer =>
  place('leg-party', sessionId, callId);
