/**
 * Every value of a session or leg is merged by an operation that does not mind order or repetition
 * (least, greatest, the higher rank), so the messages of a call may come in any order and more than
 * once. The receipt only spares the work; each statement is a transaction of its own.
 */

/** $1 pool, $2 message key; writes nothing further if the message was taken before. */
const RECEIPT = `
  receipt as (
    insert into webhook_receipt (pool_id, message_key) values ($1, $2)
    on conflict do nothing
    returning pool_id
  )`;

const LEG_COLUMNS = `pool_id, session_id, call_id, leg, state, state_rank, party_index,
  party_ciphertext, initiated_at, connected_at, disconnected_at, duration_seconds, mos,
  packet_loss_rate, jitter`;

const MERGE_LEG = `
  on conflict (session_id, leg, call_id, pool_id) do update set
    state = case when (excluded.state_rank, excluded.state) > (call_leg.state_rank, call_leg.state)
      then excluded.state else call_leg.state end,
    state_rank = greatest(call_leg.state_rank, excluded.state_rank),
    party_index = coalesce(call_leg.party_index, excluded.party_index),
    party_ciphertext = coalesce(call_leg.party_ciphertext, excluded.party_ciphertext),
    initiated_at = least(call_leg.initiated_at, excluded.initiated_at),
    connected_at = least(call_leg.connected_at, excluded.connected_at),
    disconnected_at = greatest(call_leg.disconnected_at, excluded.disconnected_at),
    duration_seconds = greatest(call_leg.duration_seconds, excluded.duration_seconds),
    mos = greatest(call_leg.mos, excluded.mos),
    packet_loss_rate = greatest(call_leg.packet_loss_rate, excluded.packet_loss_rate),
    jitter = greatest(call_leg.jitter, excluded.jitter)`;

/**
 * Takes a message about a session: the session, and its legs (one of a VCS, one or two of a VSS).
 *
 * $3 session, $4 dialled number or null, $5 session status or null, $6 last action, $7 error code,
 * $8 started, $9 ended, and per leg: $10 call id, $11 leg, $12 state, $13 rank, $14 party index,
 * $15 party cipher text, $16 initiated, $17 connected, $18 disconnected, $19 duration, $20 MOS,
 * $21 loss, $22 jitter
 */
export const TAKE_MESSAGE = `
  with ${RECEIPT}, session as (
    insert into call_session (pool_id, session_id, virtual_number, session_status, last_action,
                              error_code, started_at, ended_at)
    select $1, $3, $4, $5, $6, $7, $8, $9 from receipt
    on conflict (session_id, pool_id) do update set
      virtual_number = coalesce(call_session.virtual_number, excluded.virtual_number),
      session_status = greatest(call_session.session_status, excluded.session_status),
      last_action = greatest(call_session.last_action, excluded.last_action),
      error_code = least(call_session.error_code, excluded.error_code),
      started_at = least(call_session.started_at, excluded.started_at),
      ended_at = greatest(call_session.ended_at, excluded.ended_at)
    returning session_id
  ), leg as (
    insert into call_leg (${LEG_COLUMNS})
    select receipt.pool_id, $3, one.*
      from receipt
      cross join unnest($10::text[], $11::text[], $12::text[], $13::integer[], $14::bytea[],
        $15::bytea[], $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::integer[],
        $20::float8[], $21::float8[], $22::float8[]) as one
    ${MERGE_LEG}
    returning call_id
  )
  select count(*)::integer as taken from receipt`;

/** Columns of SessionRow. */
export const SELECT_SESSION = `
  select s.*, s.created_at::text as created_at_text, p.name as pool_name,
         coalesce((
           select json_agg(json_build_object(
                    'callId', l.call_id, 'leg', l.leg, 'state', l.state,
                    'partyCiphertext', encode(l.party_ciphertext, 'base64'),
                    'initiatedAt', l.initiated_at, 'connectedAt', l.connected_at,
                    'disconnectedAt', l.disconnected_at, 'durationSeconds', l.duration_seconds,
                    'mos', l.mos, 'packetLossRate', l.packet_loss_rate, 'jitter', l.jitter)
                  order by l.leg, l.call_id)
             from call_leg l
            where l.pool_id = s.pool_id and l.session_id = s.session_id), '[]') as legs,
         phone.position as caller_position, phone.number_ciphertext as caller_ciphertext
    from call_session s
    left join pool p on p.id = s.pool_id
    -- A party's phone, if the caller is one; the number of anybody else comes with leg A.
    left join lateral (
      select 0 as position, number_ciphertext from party
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      union all
      select position, number_ciphertext from party_alternate
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      limit 1) phone on true`;
