import type { PhoneNumber } from '../../platform/values/index.js';
import type { CallerMessage, PoolMessages } from '../../pool/index.js';

/** Reasons why a call is not connected. */
export const REFUSALS = [
  'unknown-number',
  'unexpected-action',
  'number-disabled',
  'caller-withheld',
  'caller-is-virtual',
  'too-many-calls',
  'not-a-party',
  'booking-ended',
  'not-started',
  'blocked',
  'caller-not-allowed',
  'channel-off',
  'party-missing',
  'quiet-hours',
  'pin-wrong',
  'pin-locked',
  'booking-changed',
  'hook-refused',
  'hook-failed',
  'hook-target-refused',
  'route-refused',
  'too-late',
  'response-lost',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export interface Connection {
  decision: 'connect';
  /**
   * `callable`: the caller's phone belongs to a party. `pin-accepted`: the caller entered a party's
   * PIN. `hook-connected`: the decision hook named whom to connect a caller without a booking to.
   */
  reason: 'callable' | 'pin-accepted' | 'hook-connected';
  poolId: string;
  /** Null, as the roles, if the decision hook named a phone. */
  bookingId: string | null;
  callerRole: string | null;
  calleeRole: string | null;
  /** The virtual number that the callee sees. */
  callerId: string;
  callee: PhoneNumber;
  callRecording: boolean;
  /** Played to the caller first. */
  announcement: CallerMessage | null;
  /** Whether an earlier message of the session got the same connection. */
  isRepeated: boolean;
}

export interface RefusedCall {
  decision: 'refuse';
  reason: Refusal;
  /** Null if the dialled number is in no pool. */
  poolId: string | null;
  bookingId: string | null;
  callerRole: string | null;
  calleeRole: string | null;
  messages: PoolMessages | null;
  /** Chosen by the decision hook; replaces the message for the reason. */
  message?: CallerMessage | null;
}

/** The caller is asked for a PIN before anything else. */
export interface PinQuestion {
  decision: 'ask';
  /** `pin-wrong`: the caller is asked again. */
  reason: 'pin-required' | 'pin-wrong';
  poolId: string | null;
  messages: PoolMessages | null;
  /** Sent back by 8x8 with the PIN; null in an explanation, which asks nobody. */
  clientActionId: string | null;
}

export type RoutingDecision = Connection | RefusedCall | PinQuestion;
