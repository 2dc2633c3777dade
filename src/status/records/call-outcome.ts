/** What came of a call, in plain words; `call-record.sql.ts` says when. */
export const CALL_OUTCOMES = [
  'in-progress',
  'answered',
  'missed',
  'busy',
  'unreachable',
  'caller-hung-up',
  'refused',
  'failed',
  'unknown',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];
