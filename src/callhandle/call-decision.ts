import type { PhoneNumber } from '../common/index.js';
import type { CallerMessage, PoolMessages } from '../pool/index.js';

/** Why a call is not connected. */
export const REFUSALS = [
  'unknown-number',
  'unexpected-action',
  'number-disabled',
  'caller-withheld',
  'caller-is-virtual',
  'too-many-calls',
  'not-a-party',
  'booking-ended',
  'caller-not-allowed',
  'route-refused',
  'too-late',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Connection {
  decision: 'connect';
  reason: 'callable';
  poolId: string;
  bookingId: string;
  callerRole: string;
  calleeRole: string;
  /** The virtual number that the callee sees. */
  shownNumber: string;
  callee: PhoneNumber;
  callRecording: boolean;
  /** Played to the caller first. */
  announcement: CallerMessage | null;
}

export interface RefusedCall {
  decision: 'refuse';
  reason: Refusal;
  /** Null if no pool has the number that was dialled. */
  poolId: string | null;
  bookingId: string | null;
  callerRole: string | null;
  calleeRole: string | null;
  messages: PoolMessages | null;
}

export type RoutingDecision = Connection | RefusedCall;
