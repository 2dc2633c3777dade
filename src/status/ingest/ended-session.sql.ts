import { endedOutcome, talkSeconds } from '../records/outcome.sql.js';

/** Columns that determine the outcome of a session, and those that its events contain. */
export const ENDED_COLUMNS = `pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role, session_status, is_called_out, callee_rank, talk_seconds, callee_connected_at,
      callee_last_connected_at, callee_disconnected_at, callee_seconds, previous_outcome,
      previous_talk_seconds, started_at, ended_at, created_at`;

/** Condition: the row `s` has ended, but neither a call handle nor a booking is known for it. */
export const isUnattributed = (s: string): string =>
  `(${s}.decision is null and ${s}.booking_id is null and ${s}.session_status is not null)`;

/**
 * Assignments for each update of `call_session` that can change the outcome: what the end events of
 * the session say until now, null if there are none. They are read from the locked row, because a
 * snapshot could be older. An unattributed session gets its events by a statement of its own, which
 * notes in the row what they say.
 * @param s the updated table, or its alias
 */
export const keepEmittedEnd = (s: string): string => `
      previous_outcome = case when ${isUnattributed(s)} then ${s}.previous_outcome
        when ${s}.session_status is not null then ${endedOutcome(s)} end,
      previous_talk_seconds = case when ${isUnattributed(s)} then ${s}.previous_talk_seconds
        when ${s}.session_status is not null then ${talkSeconds(s)} end`;
