/**
 * Statements that store 8x8's reports. The messages of a call may arrive in any order and more than once, so
 * every value of a session, leg or recording is merged by a commutative, idempotent operation: least,
 * greatest, or, the higher rank. The receipt only saves work. The same operations merge the messages of one
 * batch, because a statement can write a row only once.
 */
import { takeReceipts } from '../../carrier-inbox/index.js';
import { rows, statement } from '../../platform/database/index.js';
import { dialledNumber } from './dialled-number.sql.js';
import { emitCallEnded, emitCallEndedAgain } from './call-events.sql.js';
import { recountOf } from '../statistics/call-recount.sql.js';
import { endedOutcome, talkSeconds } from '../records/outcome.sql.js';
import { NO_POOL } from './no-pool.js';

/**
 * Finds the pool of a message: by a virtual number in it, within its sub-account, else by the
 * stored session.
 */
const LOCATED = `
  located as materialized (
    select input.*, coalesce(by_number.pool_id, on_record.pool_id, '${NO_POOL}') as pool_id,
           by_number.msisdn as number_of_ours
      from input
      left join lateral (
        select n.pool_id, n.msisdn
          from virtual_number n
          join pool p on p.id = n.pool_id and p.sub_account_id = input.sub_account_id
         where n.msisdn in (input.number_a, input.number_b)
         order by n.msisdn = input.number_a desc
         limit 1) by_number on true
      left join lateral (
        select s.pool_id
          from call_session s
          left join pool p on p.id = s.pool_id
         where by_number.pool_id is null and s.session_id = input.session_id
           and p.sub_account_id = coalesce(input.sub_account_id, p.sub_account_id)
         limit 1) on_record on true
  )`;

/** Columns that determine the outcome of a session, and those that its events contain. */
const ENDED_COLUMNS = `pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role, session_status, is_called_out, callee_rank, talk_seconds, callee_connected_at,
      callee_last_connected_at, callee_disconnected_at, callee_seconds, previous_outcome,
      previous_talk_seconds, started_at, ended_at, created_at`;
const ATTRIBUTED_COLUMNS = new Set(['booking_id', 'caller_role', 'callee_role']);

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

const FRESH = takeReceipts('located');

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
 * Stores session messages and their legs.
 *
 * Emits the events of sessions that ended, and corrections for reports that changed an outcome.
 * Emits nothing for sessions without a call handle, but returns their keys. Marks the hour of a
 * session for a recount if it may have been counted.
 */
export const TAKE_MESSAGES = statement(
  'take-messages',
  { messages: MESSAGES, legs: LEGS },
  (p) => `
  with input as materialized (
    select * from ${p.messages}
  ), ${LOCATED}, ${FRESH}, session as (
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
      -- The outcome in the events so far. Read from the locked row: a snapshot could be older.
      previous_outcome = case when call_session.session_status is not null
        then ${endedOutcome('call_session')} end,
      previous_talk_seconds = case when call_session.session_status is not null
        then ${talkSeconds('call_session')} end
    returning ${ENDED_COLUMNS},
      decision is null and booking_id is null and session_status is not null as is_unattributed
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
  select pool_id, session_id from session where is_unattributed
  union
  -- Also for a repeated summary: the attribution may have failed after the first one was stored.
  select s.pool_id, s.session_id
    from located
    cross join lateral (
      -- The limit makes the planner look up each session by its key (ADR 7).
      select pool_id, session_id from call_session c
       where c.session_id = located.session_id and c.pool_id = located.pool_id
         and c.decision is null and c.booking_id is null and c.session_status is not null
       limit 1) s
   where located.session_status is not null`,
  { isRepeatable: true },
);

/**
 * Attributes sessions without a call handle to a booking, and emits the events of their end. The
 * booking is the one whose route the caller had on the number when the call began, if the called
 * party is its callee. A call handle that arrives later overrides the attribution.
 */
export const ATTRIBUTE_SESSIONS = statement(
  'attribute-sessions',
  { sessions: rows({ poolId: 'uuid', sessionId: 'text' }) },
  (p) => `
  with locked as materialized (
    -- Waits for a call handle that is being decided, and then sees its decision.
    select s.*
      from ${p.sessions}
      join call_session s on s.session_id = sessions.session_id and s.pool_id = sessions.pool_id
     order by s.session_id, s.pool_id
       for no key update of s
  ), attributed as (
    update call_session s
       set booking_id = r.booking_id, caller_role = r.caller_role, callee_role = r.callee_role,
           caller_index = a.party_index
      from locked ended
      join call_leg a
        on a.session_id = ended.session_id and a.pool_id = ended.pool_id and a.leg = 'A'
      join virtual_number n on n.msisdn = ended.virtual_number and n.pool_id = ended.pool_id
      join route r on r.caller_index = a.party_index and r.virtual_number_id = n.id
        and coalesce(ended.started_at, a.initiated_at, ended.created_at) >= r.assigned_at
        and coalesce(ended.started_at, a.initiated_at, ended.created_at) < r.callable_until
     where s.session_id = ended.session_id and s.pool_id = ended.pool_id
       and s.decision is null and s.booking_id is null
       and not exists (
         select from call_leg b
          where b.session_id = ended.session_id and b.pool_id = ended.pool_id and b.leg = 'B'
            and (r.callee_index is null or (b.party_index <> r.callee_index
              -- A replica that looks up by another key stores the index of the dual-keyed route (ADR 12).
              and not exists (
                select from route dual
                 where dual.booking_id = r.booking_id and dual.caller_role = r.caller_role
                   and dual.virtual_number_id + 0 = r.virtual_number_id
                   and dual.callee_index = b.party_index))))
    returning s.pool_id, s.session_id, s.booking_id, s.caller_role, s.callee_role
  ), ended as (
    select ${ENDED_COLUMNS.replaceAll(/\w+/g, (column) =>
      ATTRIBUTED_COLUMNS.has(column)
        ? `coalesce(a.${column}, s.${column}) as ${column}`
        : `s.${column}`,
    )}
      from locked s
      left join attributed a on a.session_id = s.session_id and a.pool_id = s.pool_id
  ), ${emitCallEndedAgain('ended')}, ${recountOf('ended')}
  select from attributed`,
  { isRepeatable: true },
);

/** Stores a VRU, which names no number. */
export const TAKE_RECORDING = statement(
  'take-recording',
  {
    messageKey: 'text',
    sessionId: 'text',
    subAccountId: 'text?',
    recordingId: 'text',
    status: 'text',
    statusRank: 'integer',
    durationSeconds: 'integer?',
    filePath: 'text?',
  },
  (p) => `
  with input as materialized (
    select ${p.messageKey} as message_key, ${p.sessionId} as session_id,
           ${p.subAccountId} as sub_account_id, null::text as number_a, null::text as number_b
  ), ${LOCATED}, ${FRESH}
  insert into recording (pool_id, session_id, recording_id, status, status_rank, duration_seconds,
                         file_path)
  select pool_id, session_id, ${p.recordingId}, ${p.status}, ${p.statusRank}, ${p.durationSeconds},
         ${p.filePath}
    from fresh
  on conflict (session_id, recording_id, pool_id) do update set
    status = case
      when excluded.status_rank > recording.status_rank
        or excluded.status_rank = recording.status_rank
        and excluded.status > recording.status collate "C"
      then excluded.status else recording.status end,
    status_rank = greatest(recording.status_rank, excluded.status_rank),
    duration_seconds = greatest(recording.duration_seconds, excluded.duration_seconds),
    file_path = greatest(recording.file_path, excluded.file_path)`,
  { isRepeatable: true },
);
