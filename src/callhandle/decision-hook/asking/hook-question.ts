import { createHash } from 'node:crypto';
import type { PhoneNumber } from '../../../platform/values/index.js';

/**
 * A call that is about to be connected, or a text that is about to be forwarded, or whose caller has
 * no booking.
 */
export interface CallToAsk {
  poolId: string;
  /** Of the call; of a text, its id. */
  sessionId: string;
  /** What the caller wrote; absent: it is a call. */
  text?: string;
  /** The dialled number. */
  virtualNumber: string | null;
  /** Undefined if the caller withholds it. */
  caller: PhoneNumber | undefined;
  /** The decision of the database. `not-a-party`: the caller has no booking on the number. */
  reason: 'callable' | 'pin-accepted' | 'not-a-party';
  bookingId: string | null;
  callerRole: string | null;
  calleeRole: string | null;
}

/**
 * Returns the id and the body of a question. Both are the same if it is asked again, so that the
 * company can recognize it. It contains no full phone number of a person.
 */
export function questionOf(
  call: CallToAsk,
  { poolName, reference }: { poolName: string; reference: string | null },
): { id: string; body: string } {
  const key = JSON.stringify([call.poolId, call.sessionId, call.reason]);
  const id = `ask_${createHash('sha256').update(key).digest('base64url')}`;
  const body = JSON.stringify({
    id,
    type: 'call.decision',
    pool: poolName,
    sessionId: call.sessionId,
    reason: call.reason,
    virtualNumber: call.virtualNumber,
    caller: { phoneNumber: call.caller?.masked ?? null, role: call.callerRole },
    callee: call.calleeRole === null ? null : { role: call.calleeRole },
    booking: call.bookingId === null ? null : { id: call.bookingId, reference },
  });
  return { id, body };
}
