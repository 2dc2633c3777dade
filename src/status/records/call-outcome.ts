/** Outcomes of a call; `outcome.sql.ts` defines them. */
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
