-- attribute-sessions
-- $1 sessions.pool_id uuid[]
-- $2 sessions.session_id text[]

with locked as materialized (
    -- Waits for a call handle that is being decided at this moment, and sees it.
    select s.*
      from unnest($1::uuid[], $2::text[]) as sessions (pool_id, session_id)
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
    select s.pool_id, s.session_id, coalesce(a.booking_id, s.booking_id) as booking_id, s.virtual_number, s.decision, s.reason, coalesce(a.caller_role, s.caller_role) as caller_role,
      coalesce(a.callee_role, s.callee_role) as callee_role, s.session_status, s.is_called_out, s.callee_rank, s.talk_seconds, s.callee_connected_at,
      s.callee_last_connected_at, s.callee_disconnected_at, s.callee_seconds, s.previous_outcome,
      s.previous_talk_seconds, s.started_at, s.ended_at, s.created_at
      from locked s
      left join attributed a on a.session_id = s.session_id and a.pool_id = s.pool_id
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
            event.kind || ':' || s.session_id || case when false
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when false
                then jsonb_build_object('previousOutcome', null)
                else '{}'::jsonb end as payload from
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
         ('call.ended', 'ended', 1, true)) as event (type, kind, position, applies) where event.applies) source) event
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
  call_corrected_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (
     select s.pool_id, event.type, s.booking_id,
            event.kind || ':' || s.session_id || case when true
              then ':' || s.outcome || ':' || coalesce(s.talked::text, '') else '' end as once_key,
            s.elapsed + event.position as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'outcome', s.outcome,
              'talkSeconds', s.talked, 'startedAt', to_char(s.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'endedAt', to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              || case when true
                then jsonb_build_object('previousOutcome', coalesce(before.outcome, s.previous_outcome))
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
       left join lateral (
         select first.payload ->> 'outcome' as outcome, first.payload ->> 'talkSeconds' as talked
           from outbox_event first
          where first.once_key = 'ended:' || s.session_id and first.pool_id = s.pool_id
          limit 1) before on true
      where event.applies
        and (before.outcome, before.talked) is distinct from (s.outcome, s.talked::text)
        and not exists (
          select from call_ended_event written
           where written.once_key = event.kind || ':' || s.session_id
             and written.pool_id = s.pool_id)) source) event
     where
  exists (select from webhook_endpoint where state = 'enabled')
    and exists (select from webhook_endpoint w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), call_corrected_event_delivery as (
    insert into webhook_delivery (pool_id, event_id, endpoint_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from call_corrected_event event
      join webhook_endpoint w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  ),
  recount as (
    insert into call_stat_recount (hour)
    select distinct date_trunc('hour', created_at, 'UTC') as hour
      from ended
     where created_at < now() - interval '25 hours'
     order by hour
    on conflict do nothing
  )
  select from attributed
