/**
 * The messages of a call may arrive in any order and more than once, so every value of a session or leg is
 * merged by a commutative, idempotent operation: least, greatest, or, the higher rank. The receipt only saves
 * work. The same operations merge the messages of one batch, because a statement can write a row only once.
 */
import { movesWithUse } from '../../booking/index.js';
import { hasMissedCallText } from '../../pool/index.js';
import { rows, statement } from '../../platform/database/index.js';
import { emitCallEnded } from './call-events.sql.js';
import { ENDED_COLUMNS, isUnattributed, keepEmittedEnd } from './ended-session.sql.js';
import { dialledNumber, FRESH_MESSAGES } from './pool-of-message.sql.js';
import { endedOutcome, talkSeconds } from '../records/outcome.sql.js';
import { recountOf } from '../statistics/call-recount.sql.js';

/**
 * Returns the state with the highest rank in a group; of equal ranks, the last in alphabetical
 * order. An aggregate that sorts its rows would cost as much as all the others together.
 */
const highest = (word: string, rank: string): string =>
  `substr(max(chr(64 + ${rank}) || ${word} collate "C"), 2)`;

/**
 * Returns the lowest party index (32 bytes) of a group, and its ciphertext. Both are compared as
 * text, because PostgreSQL has no `min(bytea)` before version 18.
 */
const leastParty = (of: string): string => {
  const hex = `encode(${of}.party_index, 'hex')`;
  return `decode(min(${hex} collate "C"), 'hex'),
           decode(substr(min(${hex} || encode(${of}.party_ciphertext, 'hex') collate "C"), 65), 'hex')`;
};

/** Session messages; each is a VCS or a VSS. */
const MESSAGES = rows({
  position: 'ordinal',
  messageKey: 'text',
  sessionId: 'text',
  subAccountId: 'text?',
  /** Virtual numbers of its legs. */
  numberA: 'text?',
  numberB: 'text?',
  /** The dialled number. */
  virtualNumber: 'text?',
  sessionStatus: 'text?',
  sessionStatusRank: 'integer',
  lastAction: 'text?',
  errorCode: 'integer?',
  startedAt: 'timestamptz?',
  endedAt: 'timestamptz?',
  isCalledOut: 'boolean',
  calleeRank: 'integer',
  talkSeconds: 'integer?',
  mos: 'float8?',
  calleeConnectedAt: 'timestamptz?',
  calleeDisconnectedAt: 'timestamptz?',
  calleeSeconds: 'integer?',
});

/** Legs of the messages: one per VCS, one or two per VSS. */
const LEGS = rows({
  messagePosition: 'integer',
  callId: 'text',
  leg: 'text',
  state: 'text',
  stateRank: 'integer',
  partyIndex: 'bytea?',
  partyCiphertext: 'bytea?',
  initiatedAt: 'timestamptz?',
  connectedAt: 'timestamptz?',
  disconnectedAt: 'timestamptz?',
  durationSeconds: 'integer?',
  mos: 'float8?',
  packetLossRate: 'float8?',
  jitter: 'float8?',
});

/**
 * Whether a session moves the end of its booking: the callee's leg connected. Few bookings have such
 * an end, so that is checked last.
 */
const isUse = (s: string): string => `
    coalesce(${s}.decision = 'connect' and ${endedOutcome(s)} = 'answered' and ${movesWithUse(s)},
      false)`;

/**
 * Whether the callee of a session missed the call and its pool texts about that. Few pools do, so
 * that is checked last. A caller who hung up counts if the callee was rung.
 */
const isMissed = (s: string): string => `
    coalesce(${s}.decision = 'connect' and ${s}.session_status is not null
      and (${endedOutcome(s)} in ('missed', 'busy', 'unreachable')
        or ${endedOutcome(s)} = 'caller-hung-up' and ${s}.is_called_out)
      and ${hasMissedCallText(`${s}.pool_id`)}, false)`;

/**
 * The booking of a session, and when its parties last talked: the talk time after the decision on
 * the call, which has a time of the database's clock. Late and repeated reports give the same time.
 */
const useOf = (s: string): string => `
    ${s}.booking_id,
    ${s}.decided_at + make_interval(secs => coalesce(${talkSeconds(s)}, 0)) as used_at`;

/**
 * Stores session messages and their legs.
 *
 * Emits the events of sessions that ended, and corrections for reports that changed an outcome.
 * Emits nothing for sessions without a call handle, but returns their keys. Also returns sessions
 * in which the two were connected, if that moves the end of their booking, and those about which
 * the callee is texted. Marks the hour of a session for a recount if it may have been counted.
 */
export const TAKE_MESSAGES = statement(
  'take-messages',
  { messages: MESSAGES, legs: LEGS },
  (p) => `
  with input as materialized (
    select * from ${p.messages}
  ), ${FRESH_MESSAGES}, session as (
    insert into call_session (pool_id, session_id, virtual_number, session_status,
                              session_status_rank, last_action, error_code, started_at, ended_at,
                              is_called_out, callee_rank, talk_seconds, mos, callee_connected_at,
                              callee_last_connected_at, callee_disconnected_at, callee_seconds)
    select pool_id, session_id,
           min(${dialledNumber('virtual_number', 'virtual_number = number_of_ours')}),
           ${highest('session_status', 'session_status_rank')},
           max(session_status_rank), max(last_action),
           min(error_code), min(started_at), max(ended_at), bool_or(is_called_out), max(callee_rank),
           max(talk_seconds), min(mos), min(callee_connected_at), max(callee_connected_at),
           max(callee_disconnected_at), max(callee_seconds)
      from fresh
     group by session_id, pool_id
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      -- The call handle is the best source of the dialled number.
      virtual_number = case when call_session.decision is null
        then least(call_session.virtual_number, excluded.virtual_number)
        else call_session.virtual_number end,
      session_status = case
        when excluded.session_status_rank > call_session.session_status_rank
          or excluded.session_status_rank = call_session.session_status_rank
          and excluded.session_status > call_session.session_status collate "C"
        then excluded.session_status else call_session.session_status end,
      session_status_rank =
        greatest(call_session.session_status_rank, excluded.session_status_rank),
      last_action = greatest(call_session.last_action, excluded.last_action),
      error_code = least(call_session.error_code, excluded.error_code),
      started_at = least(call_session.started_at, excluded.started_at),
      ended_at = greatest(call_session.ended_at, excluded.ended_at),
      is_called_out = coalesce(call_session.is_called_out, false) or excluded.is_called_out,
      callee_rank = greatest(call_session.callee_rank, excluded.callee_rank),
      talk_seconds = greatest(call_session.talk_seconds, excluded.talk_seconds),
      mos = least(call_session.mos, excluded.mos),
      callee_connected_at =
        least(call_session.callee_connected_at, excluded.callee_connected_at),
      callee_last_connected_at =
        greatest(call_session.callee_last_connected_at, excluded.callee_last_connected_at),
      callee_disconnected_at =
        greatest(call_session.callee_disconnected_at, excluded.callee_disconnected_at),
      callee_seconds = greatest(call_session.callee_seconds, excluded.callee_seconds),
${keepEmittedEnd('call_session')}
    returning ${ENDED_COLUMNS}, decided_at,
      ${isUnattributed('call_session')} as is_unattributed
  ), ended as (
    select * from session where not is_unattributed
  ), ${emitCallEnded('ended')}, ${recountOf('session')}, leg as (
    insert into call_leg (pool_id, session_id, call_id, leg, state, state_rank, party_index,
                          party_ciphertext, initiated_at, connected_at, disconnected_at,
                          duration_seconds, mos, packet_loss_rate, jitter)
    select fresh.pool_id, fresh.session_id, legs.call_id, legs.leg,
           ${highest('legs.state', 'legs.state_rank')}, max(legs.state_rank),
           ${leastParty('legs')},
           min(legs.initiated_at), min(legs.connected_at), max(legs.disconnected_at),
           max(legs.duration_seconds), max(legs.mos), max(legs.packet_loss_rate), max(legs.jitter)
      from fresh
      join ${p.legs} on legs.message_position = fresh.position
     group by fresh.session_id, legs.leg, legs.call_id, fresh.pool_id
     order by fresh.session_id, legs.leg, legs.call_id, fresh.pool_id
    on conflict (session_id, leg, call_id, pool_id) do update set
      state = case
        when excluded.state_rank > call_leg.state_rank
          or excluded.state_rank = call_leg.state_rank
          and excluded.state > call_leg.state collate "C"
        then excluded.state else call_leg.state end,
      state_rank = greatest(call_leg.state_rank, excluded.state_rank),
      party_ciphertext = case when call_leg.party_index <= excluded.party_index
        then call_leg.party_ciphertext
        else coalesce(excluded.party_ciphertext, call_leg.party_ciphertext) end,
      party_index = least(call_leg.party_index, excluded.party_index),
      initiated_at = least(call_leg.initiated_at, excluded.initiated_at),
      connected_at = least(call_leg.connected_at, excluded.connected_at),
      disconnected_at = greatest(call_leg.disconnected_at, excluded.disconnected_at),
      duration_seconds = greatest(call_leg.duration_seconds, excluded.duration_seconds),
      mos = greatest(call_leg.mos, excluded.mos),
      packet_loss_rate = greatest(call_leg.packet_loss_rate, excluded.packet_loss_rate),
      jitter = greatest(call_leg.jitter, excluded.jitter)
    returning call_id
  )
  select pool_id, session_id, ${useOf('session')}, ${isMissed('session')} as is_missed
    from session
   where is_unattributed or ${isUse('session')} or ${isMissed('session')}
  union
  -- Also for a repeated summary: what follows may have failed after the first one was stored.
  select s.*
    from located
    cross join lateral (
      -- The limit makes the planner look up each session by its key (ADR 7).
      select pool_id, session_id, ${useOf('c')}, ${isMissed('c')} as is_missed
        from call_session c
       where c.session_id = located.session_id and c.pool_id = located.pool_id
         and c.session_status is not null
         and (c.decision is null and c.booking_id is null or ${isUse('c')} or ${isMissed('c')})
       limit 1) s
   where located.session_status is not null`,
  { isRepeatable: true },
);
