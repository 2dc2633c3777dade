import type { Integer, NumberKind } from '../../platform/values/index.js';
import type { PlayFileParams, SayParams } from '../../eightxeight/index.js';

/** What a refused caller hears: a text that is read out, or a file that is played. */
export type CallerMessage = SayParams | PlayFileParams;

/** Messages of a pool; those it does not set are Maskline's. */
export interface PoolMessages {
  /** The booking has ended. */
  ended?: CallerMessage;
  /** The caller has no booking on the number that was dialled. */
  notAParty?: CallerMessage;
  /** The booking lets only the other party call. */
  callsNotAllowed?: CallerMessage;
  /** The caller has called too often. */
  tooManyCalls?: CallerMessage;
  /** Asks an unknown caller for a PIN; a text. */
  enterPin?: SayParams;
  /** The same after a wrong PIN. */
  wrongPin?: SayParams;
  /** No PIN of the number was entered, or too many wrong ones. */
  pinRefused?: CallerMessage;
  /** Played to the caller before the call is connected. */
  announcement?: CallerMessage;
}

/** balanced: the least loaded of a few; packed: the first that fits, for tight or expensive pools. */
export const SELECTIONS = ['balanced', 'packed'] as const;
export type Selection = (typeof SELECTIONS)[number];

/** Whether a booking's number must, or should, be of the country of one of its parties. */
export const COUNTRY_MATCHES = ['require', 'prefer', 'off'] as const;
export type CountryMatch = (typeof COUNTRY_MATCHES)[number];

/** enable: a new number takes bookings at once; approve: it waits for an operator to enable it. */
export const NEW_NUMBERS = ['enable', 'approve'] as const;
export type NewNumbers = (typeof NEW_NUMBERS)[number];

/**
 * off: no booking is moved; drain-only: those on numbers that take no new ones; full: those on crowded
 * numbers too.
 */
export const REBALANCES = ['off', 'drain-only', 'full'] as const;
export type Rebalance = (typeof REBALANCES)[number];

/** How a pool treats its bookings. All times are in seconds. */
export interface PoolPolicy {
  /** How long a booking lives whose client gives no other time. */
  bookingTtlSeconds: Integer;
  /** How long the two can still call after completion. */
  graceSeconds: Integer;
  /** How long after that neither gets the number for somebody else. */
  cooldownSeconds: Integer;
  /** Whether a pair gets the number it had last, if that is free. */
  sticky: boolean;
  /** Active bookings that one virtual number takes; null: any. */
  maxActiveBookings: Integer | null;
  callRecording: boolean;
  messages: PoolMessages;
  selection: Selection;
  countryMatch: CountryMatch;
  /** Countries (ISO 3166) that parties' numbers may be of; null: any. */
  allowedCountries: string[] | null;
  /** Kinds of numbers, beside ordinary phones, that parties may be called at. */
  allowedNumberKinds: NumberKind[];
  /** Calls that one caller can make to one number in a minute; null: any. */
  maxCallsPerMinute: Integer | null;
  /**
   * Whether each party gets a PIN, and a caller from an unknown or withheld number is asked for it.
   * It needs `sayAndCapture`, which 8x8 documents for IVR sub-accounts only.
   */
  partyPin: boolean;
  /** What becomes of numbers that 8x8 says are the sub-account's, and no pool has yet. */
  newNumbers: NewNumbers;
  rebalance: Rebalance;
  /** How far above the mean a number may be, as a share of it. */
  rebalanceTolerance: number;
  /** Bookings that one run of the job moves. */
  maxMovesPerRun: Integer;
}

export const DEFAULT_POLICY: Readonly<PoolPolicy> = {
  bookingTtlSeconds: 4 * 60 * 60,
  graceSeconds: 30 * 60,
  cooldownSeconds: 24 * 60 * 60,
  sticky: true,
  maxActiveBookings: null,
  callRecording: false,
  messages: {},
  selection: 'balanced',
  countryMatch: 'off',
  allowedCountries: null,
  allowedNumberKinds: [],
  maxCallsPerMinute: 30,
  partyPin: false,
  newNumbers: 'approve',
  rebalance: 'drain-only',
  rebalanceTolerance: 0.1,
  maxMovesPerRun: 500,
};
