/**
 * Ranks the states of sessions, legs and recordings. Messages arrive in any order and more than once: of two
 * states the one with the higher rank is kept, whichever came last. A missing state ranks lowest, and an
 * unknown state ranks below a known one. Of equal ranks the last in alphabetical order is kept, so that
 * every order gives the same record.
 */

/**
 * 8x8's final states of a leg or session, lowest rank first. COMPLETED is the highest, because a
 * summary with it is the most complete; its legs then decide whether the callee answered
 * (`outcome.sql.ts`).
 * Source: 8x8 Connect, "Session Summary (Number Masking)".
 */
export const FINAL_STATES = [
  'ERROR',
  'FAILED',
  'CANCELED',
  'BUSY',
  'NO_ANSWER',
  'COMPLETED',
] as const;
export type FinalState = (typeof FINAL_STATES)[number];

const MISSING = 'UNKNOWN';
const RANK_OF_MISSING = 1;
const RANK_OF_NEW_WORD = 2;
const LOWEST_FINAL_RANK = 3;

/** Returns the rank of a summary's state; 0 is reserved for sessions without a summary. */
export function finalRank(state: string): number {
  const at = FINAL_STATES.findIndex((word) => word === state);
  if (at !== -1) return LOWEST_FINAL_RANK + at;
  return state === MISSING ? RANK_OF_MISSING : RANK_OF_NEW_WORD;
}

/** Returns whether 8x8 documents the state as final for sessions and legs. */
export const isKnownFinal = (state: string): boolean => finalRank(state) >= LOWEST_FINAL_RANK;

/** Ranks of a leg's states while the call is in progress, as reported by VCS. */
const LIVE_RANKS: Readonly<Record<string, number>> = {
  CALL_INITIATED: 1,
  CALL_RECEIVED: 2,
  CALL_CONNECTED: 3,
  CALL_DISCONNECTED: 4,
};
/** A summary is more accurate than the reports during the call. */
const SUMMARY_RANK = 5;

/**
 * Returns the rank of a leg's state in a VCS; 0 for events that are not states, such as
 * `DTMF_RECEIVED`.
 */
export const liveLegRank = (state: string): number => LIVE_RANKS[state] ?? 0;

/** Returns the rank of a leg's state in a VSS. */
export function finalLegRank(state: string): number {
  return isKnownFinal(state) ? SUMMARY_RANK + finalRank(state) : 0;
}

/**
 * States of a recording, lowest rank first. Success ranks above failure: a failed upload or
 * callback can be retried, and a failed callback leaves the uploaded file in place.
 * Source: 8x8 Connect, "Call Recordings (Number Masking)"; the sample in its API reference has
 * `completed`.
 */
const RECORDING_STATES = [
  'PROCESSING',
  'PROCESSING_FAILED',
  'UPLOAD_FAILED',
  'CALLBACK_FAILED',
  'COMPLETED',
  'UPLOAD_COMPLETED',
  'CALLBACK_COMPLETED',
] as const;

/** Returns the rank of a recording's state; 0 for an unknown state. */
export const recordingRank = (state: string): number =>
  RECORDING_STATES.findIndex((word) => word === state) + 1;

/** Returns whether the state is final, which means that the file is at its destination. */
export const isFinalRecording = (state: string): boolean =>
  recordingRank(state) >= recordingRank('COMPLETED');

/** Returns the one of two recording states that is kept. */
export function laterRecordingState(one: string, two: string): string {
  const difference = recordingRank(one) - recordingRank(two);
  return difference > 0 || (difference === 0 && one > two) ? one : two;
}
