-- take-messages
-- $1 messages.position integer[]
-- $2 messages.message_key text[]
-- $3 messages.session_id text[]
-- $4 messages.sub_account_id text[]
-- $5 messages.number_a text[]
-- $6 messages.number_b text[]
-- $7 messages.virtual_number text[]
-- $8 messages.session_status text[]
-- $9 messages.session_status_rank integer[]
-- $10 messages.last_action text[]
-- $11 messages.error_code integer[]
-- $12 messages.started_at timestamptz[]
-- $13 messages.ended_at timestamptz[]
-- $14 messages.is_called_out boolean[]
-- $15 messages.callee_rank integer[]
-- $16 messages.talk_seconds integer[]
-- $17 messages.mos float8[]
-- $18 messages.callee_connected_at timestamptz[]
-- $19 messages.callee_disconnected_at timestamptz[]
-- $20 messages.callee_seconds integer[]
-- $21 legs.message_position integer[]
-- $22 legs.call_id text[]
-- $23 legs.leg text[]
-- $24 legs.state text[]
-- $25 legs.state_rank integer[]
-- $26 legs.party_index bytea[]
-- $27 legs.party_ciphertext bytea[]
-- $28 legs.initiated_at timestamptz[]
-- $29 legs.connected_at timestamptz[]
-- $30 legs.disconnected_at timestamptz[]
-- $31 legs.duration_seconds integer[]
-- $32 legs.mos float8[]
-- $33 legs.packet_loss_rate float8[]
-- $34 legs.jitter float8[]

with input as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::integer[], $10::text[], $11::integer[], $12::timestamptz[], $13::timestamptz[], $14::boolean[], $15::integer[], $16::integer[], $17::float8[], $18::timestamptz[], $19::timestamptz[], $20::integer[]) as messages (position, message_key, session_id, sub_account_id, number_a, number_b, virtual_number, session_status, session_status_rank, last_action, error_code, started_at, ended_at, is_called_out, callee_rank, talk_seconds, mos, callee_connected_at, callee_disconnected_at, callee_seconds)
  ),
  located as materialized (
    select input.*, coalesce(by_number.pool_id, on_record.pool_id, '00000000-0000-0000-0000-000000000000') as pool_id,
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
  ),
  receipt as (
    insert into webhook_receipt (pool_id, message_key)
    select distinct pool_id, message_key from located order by message_key, pool_id
    on conflict do nothing
    returning pool_id, message_key
  ), fresh as materialized (
    select located.* from located join receipt using (pool_id, message_key)
  ), session as (
    insert into call_session (pool_id, session_id, virtual_number, session_status,
                              session_status_rank, last_action, error_code, started_at, ended_at,
                              is_called_out, callee_rank, talk_seconds, mos, callee_connected_at,
                              callee_last_connected_at, callee_disconnected_at, callee_seconds)
    select pool_id, session_id,
           min(
  case when virtual_number = number_of_ours then virtual_number
    else left(virtual_number, 3) || '••••' || right(virtual_number, case when length(virtual_number) > 10 then 4 else 2 end)
  end),
           substr(max(chr(64 + session_status_rank) || session_status collate "C"), 2),
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
      -- Of the events emitted before. Read from the locked row: a snapshot could be older.
      previous_outcome = case when call_session.session_status is not null
        then
  case
    when call_session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at > call_session.callee_connected_at
    else call_session.callee_connected_at is not null end) then 'answered'
    when call_session.session_status <> 'COMPLETED' and call_session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case call_session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when call_session.callee_rank >= 3
      then case call_session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when call_session.session_status <> 'COMPLETED' then 'unknown'
    when call_session.is_called_out then 'answered'
    when call_session.decision = 'connect' or (call_session.decision is null and call_session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end end,
      previous_talk_seconds = case when call_session.session_status is not null
        then
  coalesce(
    case when call_session.talk_seconds between 0 and 604800 then call_session.talk_seconds end,
    case when call_session.reason is distinct from 'called-from-app' then nullif(call_session.callee_seconds, 0) end,
    case when extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from call_session.callee_disconnected_at -
  case when call_session.reason = 'called-from-app'
    then call_session.callee_last_connected_at else call_session.callee_connected_at end))::integer end) end
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role, session_status, is_called_out, callee_rank, talk_seconds, callee_connected_at,
      callee_last_connected_at, callee_disconnected_at, callee_seconds, previous_outcome,
      previous_talk_seconds, started_at, ended_at, created_at,
      decision is null and booking_id is null and session_status is not null as is_unattributed
  ), ended as (
    select * from session where not is_unattributed
  ),
  call_ended_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when s.is_corrected
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when s.is_corrected
                then jsonb_build_object('previousOutcome', s.previous_outcome)
                else '{}'::jsonb end as payload
       from
       (select s.*, s.previous_outcome is not null
                      and (s.outcome, s.talked)
                        is distinct from (s.previous_outcome,
                          case when s.previous_outcome = 'answered'
                            then s.previous_talk_seconds end)
                      as is_corrected,
                    date_part('epoch', clock_timestamp() - statement_timestamp()) * 1000000
                      as elapsed
               from (select s.*, case when s.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked
                       from (select s.*,
  case
    when s.decision in ('refuse', 'ask') then 'refused'
    when
  (case when s.reason = 'called-from-app'
    then s.callee_last_connected_at > s.callee_connected_at
    else s.callee_connected_at is not null end) then 'answered'
    when s.session_status <> 'COMPLETED' and s.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case s.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when s.callee_rank >= 3
      then case s.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when s.session_status <> 'COMPLETED' then 'unknown'
    when s.is_called_out then 'answered'
    when s.decision = 'connect' or (s.decision is null and s.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end as outcome from ended s
                              where s.session_status is not null
                                and s.pool_id <> '00000000-0000-0000-0000-000000000000') s) s) s
       cross join lateral (values
         ('call.answered', 'outcome', 0, s.outcome = 'answered'),
         ('call.missed', 'outcome', 0,
           s.outcome in ('missed', 'busy', 'unreachable', 'caller-hung-up')),
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies)
      where event.applies and (s.previous_outcome is null or s.is_corrected)) source) event
     where
  exists (select from webhook_endpoint where state = 'enabled')
    and exists (select from webhook_endpoint w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), call_ended_event_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from call_ended_event event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  ),
  recount as (
    insert into call_stat_recount (hour)
    select distinct date_trunc('hour', created_at, 'UTC') as hour
      from session
     where created_at < now() - interval '25 hours'
     order by hour
    on conflict do nothing
  ), leg as (
    insert into call_leg (pool_id, session_id, call_id, leg, state, state_rank, party_index,
                          party_ciphertext, initiated_at, connected_at, disconnected_at,
                          duration_seconds, mos, packet_loss_rate, jitter)
    select fresh.pool_id, fresh.session_id, legs.call_id, legs.leg,
           substr(max(chr(64 + legs.state_rank) || legs.state collate "C"), 2), max(legs.state_rank),
           decode(min(encode(legs.party_index, 'hex') collate "C"), 'hex'),
           decode(substr(min(encode(legs.party_index, 'hex') || encode(legs.party_ciphertext, 'hex') collate "C"), 65), 'hex'),
           min(legs.initiated_at), min(legs.connected_at), max(legs.disconnected_at),
           max(legs.duration_seconds), max(legs.mos), max(legs.packet_loss_rate), max(legs.jitter)
      from fresh
      join unnest($21::integer[], $22::text[], $23::text[], $24::text[], $25::integer[], $26::bytea[], $27::bytea[], $28::timestamptz[], $29::timestamptz[], $30::timestamptz[], $31::integer[], $32::float8[], $33::float8[], $34::float8[]) as legs (message_position, call_id, leg, state, state_rank, party_index, party_ciphertext, initiated_at, connected_at, disconnected_at, duration_seconds, mos, packet_loss_rate, jitter) on legs.message_position = fresh.position
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
      -- The limit has each looked up by its key (ADR 7).
      select pool_id, session_id from call_session c
       where c.session_id = located.session_id and c.pool_id = located.pool_id
         and c.decision is null and c.booking_id is null and c.session_status is not null
       limit 1) s
   where located.session_status is not null
