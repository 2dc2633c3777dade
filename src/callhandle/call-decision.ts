import type { PhoneNumber } from '../common/index.js';
import type { PoolMessages } from '../pool/index.js';

/** Why a call is not connected. */
export const REFUSALS = [
  'booking-ended',
  'not-a-party',
  'unknown-number',
  'number-disabled',
  'caller-withheld',
  'unexpected-action',
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
}

export interface RefusedCall {
  decision: 'refuse';
  reason: Refusal;
  /** Undefined if no pool has the number that was dialled. */
  poolId?: string;
  bookingId?: string;
  callerRole?: string;
  calleeRole?: string;
  messages?: PoolMessages;
}

export type RoutingDecision = Connection | RefusedCall;
