/**
 * Every value of a session, leg or recording is merged by an operation that does not mind order or
 * repetition (least, greatest, or, the higher rank), so the messages of a call may come in any order
 * and more than once. The receipt only spares the work. Within a statement the same operations merge
 * the messages that come together, since a statement can write a row only once.
 */
import type { PreparedStatement } from '../../database/index.js';
import { dialledNumber } from './dialled-number.sql.js';
import { tellCallEnded, tellCallEndedAgain } from './call-events.sql.js';
import { recountOf } from '../statistics/call-recount.sql.js';
import { endedOutcome, talkSeconds } from '../records/outcome.sql.js';
import { NO_POOL } from './no-pool.js';

/** By a number that the message names, of its sub-account; else by what is on record of the session. */
const LOCATED = `
  located as materialized (
    select asked.*, coalesce(by_number.pool_id, on_record.pool_id, '${NO_POOL}') as pool_id,
           by_number.msisdn as number_of_ours
      from asked
      left join lateral (
        select n.pool_id, n.msisdn
          from virtual_number n
          join pool p on p.id = n.pool_id and p.sub_account_id = asked.sub_account_id
         where n.msisdn in (asked.number_a, asked.number_b)
         order by n.msisdn = asked.number_a desc
         limit 1) by_number on true
      left join lateral (
        select s.pool_id
          from call_session s
          left join pool p on p.id = s.pool_id
         where by_number.pool_id is null and s.session_id = asked.session_id
           and p.sub_account_id = coalesce(asked.sub_account_id, p.sub_account_id)
         limit 1) on_record on true
  )`;

/** What decides the outcome of a session, and what is told of it. */
const ENDED_COLUMNS = `pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role, session_status, is_called_out, callee_rank, talk_seconds, callee_connected_at,
      callee_last_connected_at, callee_disconnected_at, callee_seconds, previous_outcome,
      previous_talk_seconds, started_at, ended_at, created_at`;
const ATTRIBUTED_COLUMNS = new Set(['booking_id', 'caller_role', 'callee_role']);

/**
 * The word of the highest rank in a group, and of two of one rank the later in the alphabet. An aggregate
 * that has to sort its rows would cost as much as all of the others.
 */
const highest = (word: string, rank: string): string =>
  `substr(max(chr(64 + ${rank}) || ${word} collate "C"), 2)`;

/**
 * The lowest index of a party in a group, which has 32 bytes, and the cipher text that belongs to it. As
 * text, since PostgreSQL before 18 has no `min` of bytes.
 */
const leastParty = (of: string): string => {
  const hex = `encode(${of}.party_index, 'hex')`;
  return `decode(min(${hex} collate "C"), 'hex'),
           decode(substr(min(${hex} || encode(${of}.party_ciphertext, 'hex') collate "C"), 65), 'hex')`;
};

/** The messages that were not taken before. */
const FRESH = `
  receipt as (
    insert into webhook_receipt (pool_id, message_key)
    select distinct pool_id, message_key from located order by message_key, pool_id
    on conflict do nothing
    returning pool_id, message_key
  ), fresh as materialized (
    select located.* from located join receipt using (pool_id, message_key)
  )`;

/**
 * Takes messages about sessions: the sessions, and their legs (one of a VCS, one or two of a VSS).
 *
 * Per message: $1 its place in the batch, $2 key, $3 session, $4 sub-account or null, $5 and $6
 * virtual numbers of its legs or null, $7 dialled number or null, $8 session status or null, $9 its
 * rank, $10 last action, $11 error code, $12 started, $13 ended, $14 whether the callee was called, $15
 * rank of how the callee's leg ended, $16 talk seconds, $17 MOS; of a VCS of an outbound leg: $18 when it
 * connected, $19 when it disconnected, $20 its seconds; per leg: $21 place of its message, $22 call id,
 * $23 leg, $24 state, $25 rank, $26 party index, $27 party cipher text, $28 initiated, $29 connected,
 * $30 disconnected, $31 duration, $32 MOS, $33 loss, $34 jitter
 *
 * Tells of the sessions that ended, and of a report that changed what came of one, except of those that no
 * call handle told us of. Of a session whose hour may have been counted, the hour is counted again.
 *
 * @returns those
 */
export const TAKE_MESSAGES: PreparedStatement = {
  name: 'take-messages',
  isRepeatable: true,
  text: `
  with asked as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
        $7::text[], $8::text[], $9::integer[], $10::text[], $11::integer[], $12::timestamptz[],
        $13::timestamptz[], $14::boolean[], $15::integer[], $16::integer[], $17::float8[],
        $18::timestamptz[], $19::timestamptz[], $20::integer[])
      as asked (place, message_key, session_id, sub_account_id, number_a, number_b, virtual_number,
                session_status, status_rank, last_action, error_code, started_at, ended_at,
                is_called_out, callee_rank, talk_seconds, mos, connected_at, disconnected_at,
                callee_seconds)
  ), ${LOCATED}, ${FRESH}, session as (
    insert into call_session (pool_id, session_id, virtual_number, session_status,
                              session_status_rank, last_action, error_code, started_at, ended_at,
                              is_called_out, callee_rank, talk_seconds, mos, callee_connected_at,
                              callee_last_connected_at, callee_disconnected_at, callee_seconds)
    select pool_id, session_id,
           min(${dialledNumber('virtual_number', 'virtual_number = number_of_ours')}),
           ${highest('session_status', 'status_rank')},
           max(status_rank), max(last_action),
           min(error_code), min(started_at), max(ended_at), bool_or(is_called_out), max(callee_rank),
           max(talk_seconds), min(mos), min(connected_at), max(connected_at), max(disconnected_at),
           max(callee_seconds)
      from fresh
     group by session_id, pool_id
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      -- What was dialled is known best from the call handle.
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
      -- What was told before, read from the row while it is locked: a snapshot could be older.
      previous_outcome = case when call_session.session_status is not null
        then ${endedOutcome('call_session')} end,
      previous_talk_seconds = case when call_session.session_status is not null
        then ${talkSeconds('call_session')} end
    returning ${ENDED_COLUMNS},
      decision is null and booking_id is null and session_status is not null as is_unattributed
  ), ended as (
    select * from session where not is_unattributed
  ), ${tellCallEnded('ended')}, ${recountOf('session')}, leg as (
    insert into call_leg (pool_id, session_id, call_id, leg, state, state_rank, party_index,
                          party_ciphertext, initiated_at, connected_at, disconnected_at,
                          duration_seconds, mos, packet_loss_rate, jitter)
    select fresh.pool_id, fresh.session_id, one.call_id, one.leg,
           ${highest('one.state', 'one.rank')}, max(one.rank),
           ${leastParty('one')},
           min(one.initiated_at), min(one.connected_at), max(one.disconnected_at),
           max(one.duration), max(one.mos), max(one.loss), max(one.jitter)
      from fresh
      join unnest($21::integer[], $22::text[], $23::text[], $24::text[], $25::integer[],
          $26::bytea[], $27::bytea[], $28::timestamptz[], $29::timestamptz[], $30::timestamptz[],
          $31::integer[], $32::float8[], $33::float8[], $34::float8[])
        as one (place, call_id, leg, state, rank, party_index, party_ciphertext, initiated_at,
                connected_at, disconnected_at, duration, mos, loss, jitter)
        on one.place = fresh.place
     group by fresh.session_id, one.leg, one.call_id, fresh.pool_id
     order by fresh.session_id, one.leg, one.call_id, fresh.pool_id
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
  -- A summary that comes again, for what follows may have failed after it was stored.
  select s.pool_id, s.session_id
    from located
    cross join lateral (
      -- The limit has each looked up by its key (ADR 7).
      select pool_id, session_id from call_session c
       where c.session_id = located.session_id and c.pool_id = located.pool_id
         and c.decision is null and c.booking_id is null and c.session_status is not null
       limit 1) s
   where located.session_status is not null`,
};

/**
 * Finds the booking of sessions that no call handle told us of, and tells of their end: the one whose
 * route the caller had on the number when the call began, if whoever was called is its callee. A call
 * handle that comes later says it better.
 * Per session: $1 pool, $2 session
 */
export const ATTRIBUTE_SESSIONS: PreparedStatement = {
  name: 'attribute-sessions',
  isRepeatable: true,
  text: `
  with held as materialized (
    -- Waits for a call handle that is being decided at this moment, and sees it.
    select s.*
      from unnest($1::uuid[], $2::text[]) as asked (pool_id, session_id)
      join call_session s on s.session_id = asked.session_id and s.pool_id = asked.pool_id
     order by s.session_id, s.pool_id
       for no key update of s
  ), attributed as (
    update call_session s
       set booking_id = r.booking_id, caller_role = r.caller_role, callee_role = r.callee_role,
           caller_index = a.party_index
      from held ended
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
              -- Taken by a replica that looks up by another key, it has the index of the twin (ADR 12).
              and not exists (
                select from route twin
                 where twin.booking_id = r.booking_id and twin.caller_role = r.caller_role
                   and twin.virtual_number_id + 0 = r.virtual_number_id
                   and twin.callee_index = b.party_index))))
    returning s.pool_id, s.session_id, s.booking_id, s.caller_role, s.callee_role
  ), ended as (
    select ${ENDED_COLUMNS.replaceAll(/\w+/g, (column) =>
      ATTRIBUTED_COLUMNS.has(column)
        ? `coalesce(a.${column}, s.${column}) as ${column}`
        : `s.${column}`,
    )}
      from held s
      left join attributed a on a.session_id = s.session_id and a.pool_id = s.pool_id
  ), ${tellCallEndedAgain('ended')}, ${recountOf('ended')}
  select from attributed`,
};

/**
 * Takes a VRU, which names no number.
 * $1 key, $2 session, $3 sub-account or null, $4 recording, $5 status, $6 rank, $7 seconds, $8 path
 */
export const TAKE_RECORDING: PreparedStatement = {
  name: 'take-recording',
  isRepeatable: true,
  text: `
  with asked as materialized (
    select $1::text as message_key, $2::text as session_id, $3::text as sub_account_id,
           null::text as number_a, null::text as number_b
  ), ${LOCATED}, ${FRESH}
  insert into recording (pool_id, session_id, recording_id, status, status_rank, duration_seconds,
                         file_path)
  select pool_id, session_id, $4, $5, $6, $7, $8 from fresh
  on conflict (session_id, recording_id, pool_id) do update set
    status = case
      when excluded.status_rank > recording.status_rank
        or excluded.status_rank = recording.status_rank
        and excluded.status > recording.status collate "C"
      then excluded.status else recording.status end,
    status_rank = greatest(recording.status_rank, excluded.status_rank),
    duration_seconds = greatest(recording.duration_seconds, excluded.duration_seconds),
    file_path = greatest(recording.file_path, excluded.file_path)`,
};
