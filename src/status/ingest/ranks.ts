/**
 * The rank of every state of a session, a leg and a recording, in one place. Messages come in any order
 * and more than once: of two states the one with the higher rank is kept, whichever came last. A word that
 * is missing says nothing, a word that is not known gives way to one that is; of two words of one rank the
 * later in the alphabet is kept, so that every order gives the same record.
 */

/**
 * How a leg or a session ended, by 8x8's words, lowest rank first. COMPLETED is the highest: a summary
 * that has it is the fullest, and whether the callee answered is then decided by the legs
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

/** How the word of a summary ranks; 0 is kept for a session without a summary. */
export function finalRank(state: string): number {
  const at = FINAL_STATES.findIndex((word) => word === state);
  if (at !== -1) return LOWEST_FINAL_RANK + at;
  return state === MISSING ? RANK_OF_MISSING : RANK_OF_NEW_WORD;
}

/** Returns whether it is a published word of how a session or leg ended. */
export const isKnownFinal = (state: string): boolean => finalRank(state) >= LOWEST_FINAL_RANK;

/** How far a leg has come while the call goes on, by the words of a VCS. */
const LIVE_RANKS: Readonly<Record<string, number>> = {
  CALL_INITIATED: 1,
  CALL_RECEIVED: 2,
  CALL_CONNECTED: 3,
  CALL_DISCONNECTED: 4,
};
/** A summary knows more than what was reported while the call went on. */
const SUMMARY_RANK = 5;

/** How the state of a leg ranks after a VCS; others (`DTMF_RECEIVED`) say nothing of it. */
export const liveLegRank = (state: string): number => LIVE_RANKS[state] ?? 0;

/** How the state of a leg ranks after a VSS. */
export function finalLegRank(state: string): number {
  return isKnownFinal(state) ? SUMMARY_RANK + finalRank(state) : 0;
}

/**
 * States of a recording, lowest rank first. An upload or a callback that failed can be tried again, and
 * a callback that failed leaves the file where it was uploaded: what succeeded ranks above what failed.
 * Source: 8x8 Connect, "Call Recordings (Number Masking)"; its API's own sample has `completed`.
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

/** How the state of a recording ranks; a word that is not known has 0. */
export const recordingRank = (state: string): number =>
  RECORDING_STATES.findIndex((word) => word === state) + 1;

/** Returns whether nothing more is to be expected of a recording: its file is where it belongs. */
export const isFinalRecording = (state: string): boolean =>
  recordingRank(state) >= recordingRank('COMPLETED');

/** Returns the state that is kept of two of a recording. */
export function laterRecordingState(one: string, two: string): string {
  const difference = recordingRank(one) - recordingRank(two);
  return difference > 0 || (difference === 0 && one > two) ? one : two;
}
