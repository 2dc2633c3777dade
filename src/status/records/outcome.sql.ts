/**
 * SQL expressions for the outcome and the talk time of a call. Call records, lists, statistics and
 * events all use them.
 * Source: 8x8 Connect, "Session Summary (Number Masking)", meaning of the pairs of legs.
 */
import { MAX_CALL_SECONDS } from '../../eightxeight/index.js';
import type { CallOutcome } from './call-outcome.js';
import { FINAL_STATES, type FinalState, finalRank } from '../ingest/ranks.js';

const OUTCOMES: Readonly<Record<FinalState, CallOutcome>> = {
  COMPLETED: 'answered',
  NO_ANSWER: 'missed',
  BUSY: 'busy',
  FAILED: 'unreachable',
  CANCELED: 'caller-hung-up',
  ERROR: 'failed',
};

/**
 * True if a VCS reported that the callee's leg connected. In a call from the app both legs are
 * outbound and the callee is rung after the first leg has connected, so both must have connected.
 */
const didCalleeConnect = (s: string): string => `
  (case when ${s}.reason = 'called-from-app'
    then ${s}.callee_last_connected_at > ${s}.callee_connected_at
    else ${s}.callee_connected_at is not null end)`;

const outcomeByState = (of: string, literal: (state: FinalState) => string): string =>
  `case ${of} ${FINAL_STATES.map((state) => `when ${literal(state)} then '${OUTCOMES[state]}'`).join(' ')} end`;

/**
 * Returns the outcome of a session that has ended, from columns of `call_session`.
 *
 * - A refused call is `refused`, even if 8x8 reports the played message as COMPLETED; so is a call
 *   that ended while the caller was asked for a PIN.
 * - A VCS that the callee's leg connected is final: no summary turns such a call into a missed one.
 * - Otherwise the summary's status counts; if it is COMPLETED or unknown, its state of the callee's
 *   leg.
 * - COMPLETED without that leg: the caller heard a message, or hung up while it was played.
 * @param s the alias of the session
 */
export const endedOutcome = (s: string): string => `
  case
    when ${s}.decision in ('refuse', 'ask') then 'refused'
    when ${didCalleeConnect(s)} then 'answered'
    when ${s}.session_status <> 'COMPLETED' and ${s}.session_status in (${FINAL_STATES.map((word) => `'${word}'`).join(', ')})
      then ${outcomeByState(`${s}.session_status`, (word) => `'${word}'`)}
    when ${s}.callee_rank >= ${finalRank(FINAL_STATES[0])}
      then ${outcomeByState(`${s}.callee_rank`, (word) => String(finalRank(word)))}
    when ${s}.session_status <> 'COMPLETED' then 'unknown'
    when ${s}.is_called_out then 'answered'
    when ${s}.decision = 'connect' or (${s}.decision is null and ${s}.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end`;

/**
 * Returns the outcome of any call `s`. Without a summary a call is `in-progress`, and `unknown`
 * after `unknownAfterHours`.
 * @param unknownAfterHours SQL
 */
export const outcome = (unknownAfterHours: string): string => `
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then ${endedOutcome('s')}
    when s.created_at < now() - ${unknownAfterHours} * interval '1 hour' then 'unknown'
    else 'in-progress'
  end`;

/** The time from which the two could talk: both legs of a call from the app are outbound. */
const connectedAt = (s: string): string => `
  case when ${s}.reason = 'called-from-app'
    then ${s}.callee_last_connected_at else ${s}.callee_connected_at end`;

/**
 * Returns the talk time of an answered call in seconds: from the summary, else the duration
 * reported when the callee's leg ended, else the difference of the reported times. Null if none is
 * known.
 * @param s the alias of the session
 */
export const talkSeconds = (s: string): string => `
  coalesce(
    case when ${s}.talk_seconds between 0 and ${MAX_CALL_SECONDS} then ${s}.talk_seconds end,
    case when ${s}.reason is distinct from 'called-from-app' then nullif(${s}.callee_seconds, 0) end,
    case when extract(epoch from ${s}.callee_disconnected_at - ${connectedAt(s)})
        between 0 and ${MAX_CALL_SECONDS}
      then round(extract(epoch from ${s}.callee_disconnected_at - ${connectedAt(s)}))::integer end)`;

/** The mean opinion score; null if it is out of range. */
export const score = (s: string): string => `case when ${s}.mos between 1 and 5 then ${s}.mos end`;
