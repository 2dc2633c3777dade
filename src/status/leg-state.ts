/**
 * How far a leg has come, by 8x8's words. Messages arrive in any order; of two states the one with
 * the higher rank is the truth, whichever came last. What a session summary says is final.
 */
const LIVE_RANKS: Readonly<Record<string, number>> = {
  CALL_INITIATED: 1,
  CALL_RECEIVED: 2,
  CALL_CONNECTED: 3,
  CALL_DISCONNECTED: 4,
};
const FINAL_RANK = 5;

export interface LegState {
  state: string;
  rank: number;
}

/** The state after a VCS. One that we don't know is kept, and gives way to any that we know. */
export const liveState = (callStatus: string): LegState => ({
  state: callStatus,
  rank: LIVE_RANKS[callStatus] ?? 0,
});

/** The state after a VSS. */
export const finalState = (callStatus: string): LegState => ({
  state: callStatus,
  rank: FINAL_RANK,
});

/** Source: 8x8 publishes no list of them; `UPLOAD_COMPLETED` is what its example has. */
const RECORDING_RANKS: Readonly<Record<string, number>> = {
  UPLOAD_FAILED: 2,
  UPLOAD_COMPLETED: 3,
};

/** Of two states of a recording the one with the higher rank is the truth: a retry has succeeded. */
export const recordingRank = (status: string): number => RECORDING_RANKS[status] ?? 1;
