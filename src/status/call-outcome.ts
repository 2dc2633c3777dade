import type { SessionRow } from './call-record.repository.js';

/** What came of a call, in plain words. */
export type CallOutcome =
  | 'in-progress'
  | 'answered'
  | 'missed'
  | 'busy'
  | 'unreachable'
  | 'caller-hung-up'
  | 'refused'
  | 'failed'
  | 'unknown';

/** Source: 8x8 Connect, "Session Summary (Number Masking)", meaning of the status of a session. */
const OUTCOME_OF_STATUS: Readonly<Record<string, CallOutcome>> = {
  COMPLETED: 'answered',
  NO_ANSWER: 'missed',
  BUSY: 'busy',
  FAILED: 'unreachable',
  CANCELED: 'caller-hung-up',
  CANCELLED: 'caller-hung-up',
  ERROR: 'failed',
};

/**
 * A refused call is refused even though 8x8 calls the played message completed; so is one that ended
 * while the caller was asked for a PIN.
 */
export function outcomeOf({ decision, session_status: status }: SessionRow): CallOutcome {
  if (decision === 'refuse') return 'refused';
  if (status === null) return 'in-progress';
  if (decision === 'ask') return 'refused';
  return OUTCOME_OF_STATUS[status] ?? 'unknown';
}
