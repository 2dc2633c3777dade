-- add-audit-events
--   $1 events.key_id uuid[]
--   $2 events.actor text[]
--   $3 events.action text[]
--   $4 events.object_type text[]
--   $5 events.object_id text[]
--   $6 events.outcome text[]
--   $7 events.code text[]
--   $8 events.ip inet[]
--   $9 events.details jsonb[]
insert into audit_event
    (key_id, actor, action, object_type, object_id, outcome, code, ip, details)
  select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::inet[], $9::jsonb[]) as events (key_id, actor, action, object_type, object_id, outcome, code, ip, details);

-- add-numbers
--   $1 pool_id uuid
--   $2 numbers.position integer[]
--   $3 numbers.msisdn text[]
--   $4 numbers.msisdn_index bytea[]
--   $5 numbers.country_code text[]
--   $6 numbers.reference_id text[]
--   $7 numbers.number_type text[]
--   $8 numbers.operational_status text[]
--   $9 numbers.state text[]
--   $10 numbers.weight integer[]
--   $11 numbers.max_active_bookings integer[]
insert into virtual_number (pool_id, ordinal, msisdn, msisdn_index, country_code, reference_id,
                              number_type, operational_status, state, weight, max_active_bookings)
  select $1::uuid, next.ordinal + numbers.position, numbers.msisdn, numbers.msisdn_index,
         numbers.country_code, numbers.reference_id, numbers.number_type,
         coalesce(numbers.operational_status, 'Active'), coalesce(numbers.state, 'enabled'),
         coalesce(numbers.weight, 1), numbers.max_active_bookings
    from unnest($2::integer[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[], $11::integer[]) as numbers (position, msisdn, msisdn_index, country_code, reference_id, number_type, operational_status, state, weight, max_active_bookings)
    cross join (
      select coalesce(max(ordinal) + 1, 0) as ordinal from virtual_number
       where pool_id = $1::uuid) next
   order by numbers.position;

-- adopt-connection
--   $1 pool_id uuid
--   $2 session_id text
update call_session set attempt_id = null
   where pool_id = $1::uuid and session_id = $2::text and decision = 'connect'
  returning session_id;

-- attribute-sessions
--   $1 sessions.pool_id uuid[]
--   $2 sessions.session_id text[]
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
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), call_ended_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from call_ended_event event
      join event_subscription w on
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
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), call_corrected_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from call_corrected_event event
      join event_subscription w on
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
  select from attributed;

-- begin-number-keys
--   $1 key_ids integer[]
update number_key
     set state = 'filling',
         generation = (select max(generation) from number_key) + array_position($1::integer[], id)
   where id = any($1::integer[]) and state = 'known';

-- bookings-by-day
--   $1 pool_id uuid
select count(b.id)::integer as bookings
    from generate_series(14, 1, -1) as ago
    left join booking b on b.pool_id = $1::uuid
      and b.created_at >= date_trunc('day', now(), 'UTC') - make_interval(days => ago)
      and b.created_at < date_trunc('day', now(), 'UTC') - make_interval(days => ago - 1)
   group by ago
   order by ago desc;

-- bookings-of-routes
--   $1 after_booking_id uuid
--   $2 limit integer
select distinct booking_id
    from (select booking_id from route
           where booking_id > $1::uuid order by booking_id limit $2::integer) page
   order by booking_id;

-- call-stats-day
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
with span as materialized (
    select hour, exists (
             select from call_stat_hour c
              where c.hour = span.hour
                and (c.is_partial
                  or not exists (select from call_stat_recount m where m.hour = c.hour))) as is_counted
      from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and ($3::uuid[] is null or c.pool_id = any($3::uuid[]))
    union all
    select h.hour, one.*
      from span h
      cross join lateral (

  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $4::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and ($3::uuid[] is null or s.pool_id = any($3::uuid[]))
   group by 1, 2, 3) one
     where not h.is_counted
  )
  select to_char(hour at time zone 'UTC', 'YYYY-MM-DD') as key, sum(calls)::float8 as calls,
         coalesce(sum(calls) filter (where outcome = 'answered'), 0)::float8 as answered,
         coalesce(sum(calls) filter (where outcome = 'missed'), 0)::float8 as missed,
         coalesce(sum(calls) filter (where outcome in ('answered', 'missed', 'busy', 'unreachable',
           'caller-hung-up', 'failed')), 0)::float8 as attempted,
         coalesce(sum(greatest(talk_seconds, 0)) filter (where outcome = 'answered'), 0)::float8
           as talk_seconds,
         sum(mos_sum) filter (where mos_sum between mos_calls and 5.0 * mos_calls)
           / nullif(sum(mos_calls) filter (where mos_sum between mos_calls and 5.0 * mos_calls), 0) as mean_mos
    from calls
   group by 1
   order by 1 nulls last;

-- call-stats-hour
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
with span as materialized (
    select hour, exists (
             select from call_stat_hour c
              where c.hour = span.hour
                and (c.is_partial
                  or not exists (select from call_stat_recount m where m.hour = c.hour))) as is_counted
      from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and ($3::uuid[] is null or c.pool_id = any($3::uuid[]))
    union all
    select h.hour, one.*
      from span h
      cross join lateral (

  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $4::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and ($3::uuid[] is null or s.pool_id = any($3::uuid[]))
   group by 1, 2, 3) one
     where not h.is_counted
  )
  select to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"') as key, sum(calls)::float8 as calls,
         coalesce(sum(calls) filter (where outcome = 'answered'), 0)::float8 as answered,
         coalesce(sum(calls) filter (where outcome = 'missed'), 0)::float8 as missed,
         coalesce(sum(calls) filter (where outcome in ('answered', 'missed', 'busy', 'unreachable',
           'caller-hung-up', 'failed')), 0)::float8 as attempted,
         coalesce(sum(greatest(talk_seconds, 0)) filter (where outcome = 'answered'), 0)::float8
           as talk_seconds,
         sum(mos_sum) filter (where mos_sum between mos_calls and 5.0 * mos_calls)
           / nullif(sum(mos_calls) filter (where mos_sum between mos_calls and 5.0 * mos_calls), 0) as mean_mos
    from calls
   group by 1
   order by 1 nulls last;

-- call-stats-outcome
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
with span as materialized (
    select hour, exists (
             select from call_stat_hour c
              where c.hour = span.hour
                and (c.is_partial
                  or not exists (select from call_stat_recount m where m.hour = c.hour))) as is_counted
      from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and ($3::uuid[] is null or c.pool_id = any($3::uuid[]))
    union all
    select h.hour, one.*
      from span h
      cross join lateral (

  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $4::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and ($3::uuid[] is null or s.pool_id = any($3::uuid[]))
   group by 1, 2, 3) one
     where not h.is_counted
  )
  select outcome as key, sum(calls)::float8 as calls,
         coalesce(sum(calls) filter (where outcome = 'answered'), 0)::float8 as answered,
         coalesce(sum(calls) filter (where outcome = 'missed'), 0)::float8 as missed,
         coalesce(sum(calls) filter (where outcome in ('answered', 'missed', 'busy', 'unreachable',
           'caller-hung-up', 'failed')), 0)::float8 as attempted,
         coalesce(sum(greatest(talk_seconds, 0)) filter (where outcome = 'answered'), 0)::float8
           as talk_seconds,
         sum(mos_sum) filter (where mos_sum between mos_calls and 5.0 * mos_calls)
           / nullif(sum(mos_calls) filter (where mos_sum between mos_calls and 5.0 * mos_calls), 0) as mean_mos
    from calls
   group by 1
   order by 1 nulls last;

-- call-stats-pool
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
with span as materialized (
    select hour, exists (
             select from call_stat_hour c
              where c.hour = span.hour
                and (c.is_partial
                  or not exists (select from call_stat_recount m where m.hour = c.hour))) as is_counted
      from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and ($3::uuid[] is null or c.pool_id = any($3::uuid[]))
    union all
    select h.hour, one.*
      from span h
      cross join lateral (

  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $4::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and ($3::uuid[] is null or s.pool_id = any($3::uuid[]))
   group by 1, 2, 3) one
     where not h.is_counted
  )
  select (select name from pool where id = pool_id) as key, sum(calls)::float8 as calls,
         coalesce(sum(calls) filter (where outcome = 'answered'), 0)::float8 as answered,
         coalesce(sum(calls) filter (where outcome = 'missed'), 0)::float8 as missed,
         coalesce(sum(calls) filter (where outcome in ('answered', 'missed', 'busy', 'unreachable',
           'caller-hung-up', 'failed')), 0)::float8 as attempted,
         coalesce(sum(greatest(talk_seconds, 0)) filter (where outcome = 'answered'), 0)::float8
           as talk_seconds,
         sum(mos_sum) filter (where mos_sum between mos_calls and 5.0 * mos_calls)
           / nullif(sum(mos_calls) filter (where mos_sum between mos_calls and 5.0 * mos_calls), 0) as mean_mos
    from calls
   group by 1
   order by 1 nulls last;

-- call-stats-virtualNumber
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
with span as materialized (
    select hour, exists (
             select from call_stat_hour c
              where c.hour = span.hour
                and (c.is_partial
                  or not exists (select from call_stat_recount m where m.hour = c.hour))) as is_counted
      from generate_series($1::timestamptz, $2::timestamptz - interval '1 microsecond',
                           interval '1 hour') as span (hour)
  ), calls as (
    select c.hour, c.pool_id, c.virtual_number, c.outcome, c.calls, c.talk_seconds, c.mos_sum,
           c.mos_calls
      from span join call_stat c on c.hour = span.hour
     where span.is_counted and ($3::uuid[] is null or c.pool_id = any($3::uuid[]))
    union all
    select h.hour, one.*
      from span h
      cross join lateral (

  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $4::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and ($3::uuid[] is null or s.pool_id = any($3::uuid[]))
   group by 1, 2, 3) one
     where not h.is_counted
  )
  select nullif(virtual_number, '') as key, sum(calls)::float8 as calls,
         coalesce(sum(calls) filter (where outcome = 'answered'), 0)::float8 as answered,
         coalesce(sum(calls) filter (where outcome = 'missed'), 0)::float8 as missed,
         coalesce(sum(calls) filter (where outcome in ('answered', 'missed', 'busy', 'unreachable',
           'caller-hung-up', 'failed')), 0)::float8 as attempted,
         coalesce(sum(greatest(talk_seconds, 0)) filter (where outcome = 'answered'), 0)::float8
           as talk_seconds,
         sum(mos_sum) filter (where mos_sum between mos_calls and 5.0 * mos_calls)
           / nullif(sum(mos_calls) filter (where mos_sum between mos_calls and 5.0 * mos_calls), 0) as mean_mos
    from calls
   group by 1
   order by 1 nulls last;

-- check-number
--   $1 id integer
--   $2 capacity integer
select from virtual_number n
   where n.id = $1::integer and (n.state = 'enabled' and n.operational_status = 'Active') and not case when $2::integer is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= $2::integer end;

-- claim-deliveries
--   $1 busy.subscription_id uuid[]
--   $2 busy.attempts integer[]
--   $3 per_endpoint integer
--   $4 lease_seconds float8
--   $5 claim uuid
with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from event_subscription w
      left join unnest($1::uuid[], $2::integer[]) as busy (subscription_id, attempts) on busy.subscription_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.subscription_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from event_delivery d
          cross join lateral (
            select max(due_at) as due_at from event_delivery
             where booking_id = d.booking_id and subscription_id = d.subscription_id
               and event_id < d.event_id and status = 'pending' and attempts < 3 ) earlier
         where d.subscription_id = lane.id and d.status = 'pending'
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Unless an earlier one is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + 100 else 0 end
           for update of d skip locked) d
  ), postponed as (
    update event_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.subscription_id = candidate.subscription_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by subscription_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update event_delivery d
       set claim = $5::uuid,
           claimed_until = statement_timestamp() + make_interval(secs => $4::float8)
      from due
     where d.event_id = due.event_id and d.subscription_id = due.subscription_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.subscription_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.subscription_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id;

-- claim-job
--   $1 name text
--   $2 holder text
--   $3 lease_seconds integer
update job
     set lease_until = now() + make_interval(secs => $3::integer), holder = $2::text,
         fence = fence + 1, last_started_at = now()
   where name = $1::text and due_at <= now() and (lease_until is null or lease_until <= now())
  returning fence;

-- claim-other-deliveries
--   $1 busy.subscription_id uuid[]
--   $2 busy.attempts integer[]
--   $3 per_endpoint integer
--   $4 lease_seconds float8
--   $5 claim uuid
--   $6 except text[]
with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from event_subscription w
      left join unnest($1::uuid[], $2::integer[]) as busy (subscription_id, attempts) on busy.subscription_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.subscription_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from event_delivery d
          cross join lateral (
            select max(due_at) as due_at from event_delivery
             where booking_id = d.booking_id and subscription_id = d.subscription_id
               and event_id < d.event_id and status = 'pending' and attempts < 3 and (event_delivery.event_id::text || '/' || event_delivery.subscription_id::text) <> all($6::text[])) earlier
         where d.subscription_id = lane.id and d.status = 'pending' and (d.event_id::text || '/' || d.subscription_id::text) <> all($6::text[])
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Unless an earlier one is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + 100 else 0 end
           for update of d skip locked) d
  ), postponed as (
    update event_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.subscription_id = candidate.subscription_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by subscription_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update event_delivery d
       set claim = $5::uuid,
           claimed_until = statement_timestamp() + make_interval(secs => $4::float8)
      from due
     where d.event_id = due.event_id and d.subscription_id = due.subscription_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.subscription_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.subscription_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id;

-- claim-these-deliveries
--   $1 busy.subscription_id uuid[]
--   $2 busy.attempts integer[]
--   $3 per_endpoint integer
--   $4 lease_seconds float8
--   $5 claim uuid
--   $6 items text[]
--   $7 except text[]
with lane as materialized (
    select w.*, $3::integer - coalesce(busy.attempts, 0) as room
      from event_subscription w
      left join unnest($1::uuid[], $2::integer[]) as busy (subscription_id, attempts) on busy.subscription_id = w.id
     where w.state = 'enabled'
  ), candidate as materialized (
    select d.*, lane.room
      from lane
      cross join lateral (
        select d.event_id, d.subscription_id, d.pool_id, d.due_at, earlier.due_at as waits_until
          from event_delivery d
          cross join lateral (
            select max(due_at) as due_at from event_delivery
             where booking_id = d.booking_id and subscription_id = d.subscription_id
               and event_id < d.event_id and status = 'pending' and attempts < 3 and (event_delivery.event_id::text || '/' || event_delivery.subscription_id::text) <> all($7::text[])) earlier
         where d.subscription_id = lane.id and d.status = 'pending' and (d.event_id::text || '/' || d.subscription_id::text) = any($6::text[])
           and d.due_at <= statement_timestamp()
           and (d.claimed_until is null or d.claimed_until <= statement_timestamp())
           -- Unless an earlier one is being sent.
           and (earlier.due_at is null or earlier.due_at > statement_timestamp())
         order by d.due_at, d.event_id
         limit case when lane.room > 0 then lane.room + 100 else 0 end
           for update of d skip locked) d
  ), postponed as (
    update event_delivery d
       set due_at = candidate.waits_until
      from candidate
     where d.event_id = candidate.event_id and d.subscription_id = candidate.subscription_id
       and d.pool_id = candidate.pool_id and candidate.waits_until is not null
  ), due as materialized (
    select * from (
      select *, row_number() over (partition by subscription_id order by due_at, event_id) as position
        from candidate where waits_until is null) free
     where position <= room
  ), claimed as (
    update event_delivery d
       set claim = $5::uuid,
           claimed_until = statement_timestamp() + make_interval(secs => $4::float8)
      from due
     where d.event_id = due.event_id and d.subscription_id = due.subscription_id
       and d.pool_id = due.pool_id
    returning d.*
  )
  select claimed.event_id, claimed.subscription_id, claimed.pool_id, claimed.claim, claimed.attempts,
         statement_timestamp() as claimed_at,
         lane.url, lane.secret_ciphertext,
         case when lane.previous_secret_until > statement_timestamp()
           then lane.previous_secret_ciphertext end as previous_secret_ciphertext,
         e.id, e.type, e.occurred_at, e.payload, p.name as pool_name
    from claimed
    join lane on lane.id = claimed.subscription_id
    join outbox_event e on e.id = claimed.event_id and e.pool_id = claimed.pool_id
    join pool p on p.id = e.pool_id
   order by claimed.event_id;

-- cool-routes-of-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 cooldown_seconds integer
--   $5 locked_at timestamptz
update route
     set callable_until = least(callable_until, $5::timestamptz),
         reuse_after = least(callable_until, $5::timestamptz) + make_interval(secs => $4::integer)
   where pool_id = $1::uuid and booking_id = $2::uuid and caller_role = $3::text;

-- count-held-syncs
select count(*)::integer as pools from held_sync;

-- count-hours
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 limit integer
--   $4 except timestamptz[]
with hours as (
    insert into call_stat_hour (hour)
    select hour
      from generate_series(date_trunc('hour', $1::timestamptz, 'UTC'),
                           least($2::timestamptz, date_trunc('hour', now() - interval '25 hours', 'UTC')) - interval '1 microsecond',
                           interval '1 hour') as hour
     where not exists (select from call_stat_hour counted where counted.hour = hour.hour)
       and hour <> all($4::timestamptz[])
     order by hour
     limit $3::integer
    on conflict do nothing
    returning hour
  ), counted as (
    insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                           mos_calls)
    select h.hour, one.*
      from hours h
      cross join lateral (
  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - 0 * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and true
   group by 1, 2, 3) one
    returning calls
  )
  select (select count(*)::integer from hours) as hours,
         (select coalesce(sum(calls), 0)::integer from counted) as calls;

-- count-missing-numbers
--   $1 sub_account_id text
--   $2 as_of timestamptz
--   $3 seen_since timestamptz
select pool_id as "poolId", name as "poolName", held_id as "heldId", count(id)::integer as numbers,
         count(id) filter (where is_missing)::integer as missing,
         count(id) filter (where is_usable)::integer as usable,
         count(id) filter (where is_usable and is_missing)::integer as "usableMissing",
         count(id) filter (where is_held)::integer as held,
         count(id) filter (where is_held and is_missing)::integer as "heldMissing"
    from (
      select p.id as pool_id, p.name, h.id as held_id, n.id,
             n.state = 'enabled' and n.operational_status = 'Active' as is_usable,

  (n.created_at <= $2::timestamptz and (n.carrier_updated_at is null or n.carrier_updated_at <= $2::timestamptz)
    and (n.synced_at is null or n.synced_at < $3::timestamptz)) as is_missing,
             coalesce(
  (n.created_at <= h.as_of and (n.carrier_updated_at is null or n.carrier_updated_at <= h.as_of)
    and (n.synced_at is null or n.synced_at < h.seen_since)), false) as is_held
        from pool p
        left join held_sync h on h.pool_id = p.id
        left join virtual_number n on n.pool_id = p.id and n.operational_status <> 'Inactive'
       where p.sub_account_id = $1::text) numbers
   group by pool_id, name, held_id
   order by pool_id;

-- count-pin-failure
--   $1 pool_id uuid
--   $2 virtual_number_id integer
--   $3 caller_index bytea
--   $4 all_callers bytea
update pin_guard
     set failures = failures + 1,
         since = case
           when (virtual_number_id = 0 or caller_index = $4::bytea)
             and failures > 0 then since
           else statement_timestamp() end
    from
         (values ($2::integer, $3::bytea), (0, $3::bytea),
                 ($2::integer, $4::bytea))
      as guarded (number, caller)
   where pool_id = $1::uuid and virtual_number_id = guarded.number
     and caller_index = guarded.caller;

-- count-recent-calls
--   $1 caller_indexes bytea[]
--   $2 virtual_number text
select count(*)::integer as calls from call_session s
   where s.caller_index = any($1::bytea[]) and s.virtual_number || '' = $2::text
     and s.created_at > statement_timestamp() - interval '1 minute';

-- count-set-aside
select job, count(*)::integer as items from job_set_aside group by job;

-- count-these-hours
--   $1 hours timestamptz[]
with hours as (
    insert into call_stat_hour (hour)
    select hour from unnest($1::timestamptz[]) as hour
     where hour < date_trunc('hour', now() - interval '25 hours', 'UTC')
       and not exists (select from call_stat_hour counted where counted.hour = hour.hour)
     order by hour
    on conflict do nothing
    returning hour
  ), counted as (
    insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                           mos_calls)
    select h.hour, one.*
      from hours h
      cross join lateral (
  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - 0 * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and true
   group by 1, 2, 3) one
    returning calls
  )
  select (select count(*)::integer from hours) as hours,
         (select coalesce(sum(calls), 0)::integer from counted) as calls;

-- database-clock
select extract(epoch from clock_timestamp())::float8 as seconds;

-- database-time
select now()::text as now;

-- decide-calls
--   $1 calls.position integer[]
--   $2 calls.session_id text[]
--   $3 calls.msisdn text[]
--   $4 calls.caller_index bytea[]
--   $5 calls.sub_account_id text[]
--   $6 calls.attempt_id uuid[]
with
  input as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id)
  ), decided as materialized (
    select input.position, input.session_id, input.msisdn, input.caller_index, input.attempt_id,
           n.id as virtual_number_id, p.id as pool_id, p.messages,
           r.booking_id, r.caller_role, r.callee_role, r.caller_index as route_caller_index,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           coalesce(b.call_recording, p.call_recording, false) as call_recording, b.announcement,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case
             when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null
               then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')
               then 'too-many-calls'
             when r.booking_id is null then
               case when exists (select from virtual_number v
                                   join pool own on own.id = v.pool_id
                                  where v.msisdn_index = input.caller_index
                                    and own.sub_account_id = input.sub_account_id)
                    then 'caller-is-virtual'
                    when p.party_pin then 'pin-required'
                    else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             else 'callable' end as reason
      from input
      left join virtual_number n on n.msisdn = input.msisdn
        and exists (select from pool own
          where own.id = n.pool_id and own.sub_account_id = input.sub_account_id)
      left join pool p on p.id = n.pool_id
      left join route r on r.pool_id = n.pool_id and r.caller_index = input.caller_index
        and r.virtual_number_id = n.id
      left join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
      left join virtual_number shown on shown.id = b.virtual_number_id
      left join lateral (
        -- The limit has each session looked up by its key, and not all sessions of the pool read.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '00000000-0000-0000-0000-000000000000') and c.session_id = input.session_id
           and c.decision is not null
         limit 1) prior on true
  ), recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at, attempt_id)
    select coalesce(pool_id, '00000000-0000-0000-0000-000000000000'), session_id, booking_id,

  case when virtual_number_id is not null then msisdn
    else left(msisdn, 3) || '••••' || right(msisdn, case when length(msisdn) > 10 then 4 else 2 end)
  end,
           case reason when 'callable' then 'connect' when 'pin-required' then 'ask'
             else 'refuse' end, reason, caller_role,
           callee_role, caller_index, now(), attempt_id
      from decided
     where prior_decision is null
     -- As statuses of the same calls do, which would wait for each other otherwise.
     order by session_id, pool_id
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at, attempt_id = excluded.attempt_id
    where call_session.decision is null
    returning pool_id, session_id, booking_id, virtual_number, decision, reason, caller_role,
      callee_role
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select * from decided order by position;

-- delete-alternates
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
delete from party_alternate where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text;

-- delete-dead-pins
--   $1 booking_ids uuid[]
delete from party_pin p
   where p.booking_id = any($1::uuid[])
     and not exists (
       select from route r where r.booking_id = p.booking_id and r.pool_id = p.pool_id)
  returning true;

-- delete-dead-routes
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
with deleted as (
    delete from route r
     where ctid = any(array(
             select ctid from route
              where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC'
              order by reuse_after at time zone 'UTC'
              limit $2::integer
                for update skip locked))
       and r.pool_id = $1::uuid and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar: for an EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted;

-- delete-event-subscription
--   $1 id uuid
delete from event_subscription where id = $1::uuid returning id;

-- delete-number
--   $1 id integer
delete from virtual_number where id = $1::integer;

-- delete-old-audit_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except bigint[]
with old as materialized (select ctid, id as id  from audit_event where occurred_at < now() - make_interval(days => $1::integer) and not (id = any($3::bigint[])) order by occurred_at limit $2::integer)

  delete from audit_event where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-booking
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still reserves its number stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now()) and not (id = any($3::uuid[])) order by ended_at at time zone 'UTC' limit $2::integer)

  delete from booking where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-call_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, session_id as id , date_trunc('hour', created_at, 'UTC') as hour from call_session where created_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       -- Not before the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC')) and not (session_id = any($3::text[])) order by created_at at time zone 'UTC' limit $2::integer)
  , hours as (
    -- The remaining calls of the hour no longer show how many there were: it is not counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select id from old))
  )
  delete from call_session where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-dead_letter
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(digest), 'hex') as id  from dead_letter where last_received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(digest), 'hex') = any($3::text[])) order by last_received_at limit $2::integer)

  delete from dead_letter where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-outbox_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
with old as materialized (select ctid, id as id  from outbox_event where id < (lpad(to_hex((date_part('epoch', now() - make_interval(days => $1::integer)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid and not (id = any($3::uuid[])) order by id limit $2::integer)

  delete from outbox_event where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-pin_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') as id  from pin_guard where since < now() - make_interval(days => $1::integer) and not (encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') = any($3::text[])) order by since limit $2::integer)

  delete from pin_guard where ctid = any(array(select ctid from old))
  returning true;

-- delete-old-webhook_receipt
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id  from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($3::text[])) order by received_at limit $2::integer)

  delete from webhook_receipt where ctid = any(array(select ctid from old))
  returning true;

-- delete-other-dead-routes
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
with deleted as (
    delete from route r
     where ctid = any(array(
             select ctid from route
              where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC' and booking_id <> all($4::uuid[])
              order by reuse_after at time zone 'UTC'
              limit $2::integer
                for update skip locked))
       and r.pool_id = $1::uuid and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar: for an EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted;

-- delete-pin-guards-of-phone
--   $1 indexes bytea[]
with locked as materialized (
    select ctid from pin_guard where caller_index = any($1::bytea[])
     order by virtual_number_id desc
       for update
  )
  delete from pin_guard
   where ctid = any(array(select ctid from locked)) and caller_index = any($1::bytea[]);

-- delete-pin-rows
--   $1 pins.pin_index bytea[]
--   $2 pins.virtual_number_id integer[]
--   $3 pins.pool_id uuid[]
delete from party_pin pin
   using unnest($1::bytea[], $2::integer[], $3::uuid[]) as pins (pin_index, virtual_number_id, pool_id)
   where pin.pin_index = pins.pin_index and pin.virtual_number_id = pins.virtual_number_id
     and pin.pool_id = pins.pool_id
  returning true;

-- delete-pins
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
delete from party_pin where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text;

-- delete-these-dead-routes
--   $1 booking_ids uuid[]
with deleted as (
    delete from route r
     where r.booking_id = any($1::uuid[]) and r.reuse_after <= now()
    returning r.pool_id, r.booking_id, r.reuse_after
  )
  select count(*)::integer as found, max(reuse_after at time zone 'UTC')::text as reached,
         array_agg(distinct booking_id) filter (
           -- A scalar: for an EXISTS, PostgreSQL might hash the whole table in each batch.
           where (select true from party_pin p
                   where p.booking_id = deleted.booking_id and p.pool_id = deleted.pool_id
                   limit 1)) as "withPins"
    from deleted;

-- delete-these-old-audit_event
--   $1 kept_days integer
--   $2 ids bigint[]
with old as materialized (select ctid, id as id  from audit_event where occurred_at < now() - make_interval(days => $1::integer) and id = any($2::bigint[]))

  delete from audit_event where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-booking
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still reserves its number stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now()) and id = any($2::uuid[]))

  delete from booking where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-call_session
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, session_id as id , date_trunc('hour', created_at, 'UTC') as hour from call_session where created_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       -- Not before the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC')) and session_id = any($2::text[]))
  , hours as (
    -- The remaining calls of the hour no longer show how many there were: it is not counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select id from old))
  )
  delete from call_session where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-dead_letter
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(digest), 'hex') as id  from dead_letter where last_received_at < now() - make_interval(days => $1::integer) and encode(sha256(digest), 'hex') = any($2::text[]))

  delete from dead_letter where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-outbox_event
--   $1 kept_days integer
--   $2 ids uuid[]
with old as materialized (select ctid, id as id  from outbox_event where id < (lpad(to_hex((date_part('epoch', now() - make_interval(days => $1::integer)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid and id = any($2::uuid[]))

  delete from outbox_event where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-pin_guard
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') as id  from pin_guard where since < now() - make_interval(days => $1::integer) and encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') = any($2::text[]))

  delete from pin_guard where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-webhook_receipt
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id  from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($2::text[]))

  delete from webhook_receipt where ctid = any(array(select ctid from old))
  returning true;

-- delete-twins
--   $1 after_booking_id uuid
--   $2 key_ids integer[]
--   $3 limit integer
with page as materialized (
    select booking_id from route
     where booking_id > $1::uuid order by booking_id limit $3::integer
  ), deleted as (
    delete from route
     where booking_id = any(array(select booking_id from page)) and get_byte(nullif(callee_ciphertext, ''), 0) = any($2::integer[])
    returning true
  )
  select booking_id as last, (select count(*)::integer from deleted) as deleted
    from page order by booking_id desc limit 1;

-- delete-twins-of
--   $1 booking_ids uuid[]
--   $2 key_ids integer[]
delete from route
   where booking_id = any($1::uuid[]) and get_byte(nullif(callee_ciphertext, ''), 0) = any($2::integer[])
  returning true;

-- drop-held-sync
--   $1 pool_id uuid
--   $2 id uuid
delete from held_sync where pool_id = $1::uuid and ($2::uuid is null or id = $2::uuid)
  returning as_of::text as "asOf", seen_since::text as "seenSince";

-- drop-pending-deliveries
--   $1 subscription_id uuid
--   $2 limit integer
delete from event_delivery
   where ctid = any(array(
     select ctid from event_delivery
      where subscription_id = $1::uuid and status = 'pending' limit $2::integer))
  returning true;

-- due-jobs
--   $1 names text[]
select name from job
   where name = any($1::text[]) and due_at <= now()
     and (lease_until is null or lease_until <= now())
   order by due_at;

-- end-booking
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 status text
--   $4 grace_seconds integer
--   $5 cooldown_seconds integer
--   $6 locked_at timestamptz
with ended as (
    update booking set status = $3::text, ended_at = $6::timestamptz, updated_at = $6::timestamptz
     where pool_id = $1::uuid and id = $2::uuid
    returning pool_id, id, reference, virtual_number_id, status, ended_at,
      least(expires_at, ended_at + make_interval(secs => $4::integer)) as callable_until
  ),
  told_ended as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.' || b.status as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'endedAt', to_char(b.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'callableUntil', to_char(b.callable_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from ended) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_ended_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_ended event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  update route
     set callable_until = least(callable_until, $6::timestamptz + make_interval(secs => $4::integer)),
         reuse_after = least(callable_until, $6::timestamptz + make_interval(secs => $4::integer))
           + make_interval(secs => $5::integer)
   where pool_id = $1::uuid and booking_id = $2::uuid;

-- erase-calls-of-phone
--   $1 pool_id uuid
--   $2 session_ids text[]
--   $3 indexes bytea[]
with legs as (
    update call_leg set party_index = null, party_ciphertext = null
     where pool_id = $1::uuid and session_id = any($2::text[])
       and party_index = any($3::bytea[])
  )
  update call_session
     set caller_index = case when caller_index = any($3::bytea[]) then null else caller_index end,
         -- The PIN and the caller are enough to compute the digest of the entry.
         pin_digest = case when caller_index = any($3::bytea[]) then null else pin_digest end
   where pool_id = $1::uuid and session_id = any($2::text[]);

-- erase-path-of-recording
--   $1 pool_id uuid
--   $2 session_id text
--   $3 recording_id text
update recording set file_path = null
   where pool_id = $1::uuid and session_id = $2::text
     and recording_id = $3::text;

-- erase-phones
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 indexes bytea[]
with owner as materialized (
    select booking_id, role from party
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
    union
    select booking_id, role from party_alternate
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
  ), pins as (
    delete from party_pin p using owner
     where p.pool_id = $1::uuid and p.booking_id = owner.booking_id and p.role = owner.role
  ), alternates as (
    delete from party_alternate
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and number_index = any($3::bytea[])
  )
  update party p
     set pin_ciphertext = null,
         number_ciphertext = case when number_index = any($3::bytea[]) then null
           else number_ciphertext end,
         number_index = case when number_index = any($3::bytea[]) then null else number_index end
    from owner
   where p.pool_id = $1::uuid and p.booking_id = owner.booking_id and p.role = owner.role;

-- erase-routes
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 indexes bytea[]
with own as (
    delete from route
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and caller_index = any($3::bytea[])
  )
  update route set callee_index = null, callee_ciphertext = null
   where pool_id = $1::uuid and booking_id = any($2::uuid[]) and callee_index = any($3::bytea[]);

-- expire-bookings
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where ctid = any(array(
             select ctid from booking
              where
  pool_id = $1::uuid and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC'
              order by expires_at at time zone 'UTC'
              limit $2::integer
                for no key update skip locked))
       and b.pool_id = $1::uuid and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.virtual_number_id, b.expires_at
  ),
  told_expired as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'expiredAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from expired) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_expired_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_expired event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired;

-- expire-other-bookings
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where ctid = any(array(
             select ctid from booking
              where
  pool_id = $1::uuid and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC' and id <> all($4::uuid[])
              order by expires_at at time zone 'UTC'
              limit $2::integer
                for no key update skip locked))
       and b.pool_id = $1::uuid and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.virtual_number_id, b.expires_at
  ),
  told_expired as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'expiredAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from expired) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_expired_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_expired event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired;

-- expire-these-bookings
--   $1 ids uuid[]
with expired as (
    update booking b set status = 'expired', ended_at = b.expires_at, updated_at = now()
     where b.id = any($1::uuid[]) and b.status = 'active' and b.expires_at <= now()
    returning b.pool_id, b.id, b.reference, b.virtual_number_id, b.expires_at
  ),
  told_expired as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.expired' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', n.msisdn, 'expiredAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (select * from expired) b
       join virtual_number n on n.id = b.virtual_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_expired_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_expired event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as found, max(expires_at at time zone 'UTC')::text as reached
    from expired;

-- explain-calls
--   $1 calls.position integer[]
--   $2 calls.session_id text[]
--   $3 calls.msisdn text[]
--   $4 calls.caller_index bytea[]
--   $5 calls.sub_account_id text[]
--   $6 calls.attempt_id uuid[]
with
  input as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::uuid[]) as calls (position, session_id, msisdn, caller_index, sub_account_id, attempt_id)
  ), decided as materialized (
    select input.position, input.session_id, input.msisdn, input.caller_index, input.attempt_id,
           n.id as virtual_number_id, p.id as pool_id, p.messages,
           r.booking_id, r.caller_role, r.callee_role, r.caller_index as route_caller_index,
           r.callee_index, r.callee_ciphertext, shown.msisdn as caller_id,
           coalesce(b.call_recording, p.call_recording, false) as call_recording, b.announcement,
           prior.decision as prior_decision, prior.reason as prior_reason,
           prior.booking_id as prior_booking_id,
           case
             when n.id is null then 'unknown-number'
             when n.state = 'disabled' then 'number-disabled'
             when input.caller_index is null
               then case when p.party_pin then 'pin-required' else 'caller-withheld' end
             when prior.decision is null and p.max_calls_per_minute <= (
  select count(*) from call_session s
   where s.caller_index = input.caller_index
     and s.virtual_number || '' = n.msisdn and s.created_at > now() - interval '1 minute')
               then 'too-many-calls'
             when r.booking_id is null then
               case when exists (select from virtual_number v
                                   join pool own on own.id = v.pool_id
                                  where v.msisdn_index = input.caller_index
                                    and own.sub_account_id = input.sub_account_id)
                    then 'caller-is-virtual'
                    when p.party_pin then 'pin-required'
                    else 'not-a-party' end
             when r.callable_until <= now() then 'booking-ended'
             when not (r.caller_role = any(b.callers_allowed)) then 'caller-not-allowed'
             else 'callable' end as reason
      from input
      left join virtual_number n on n.msisdn = input.msisdn
        and exists (select from pool own
          where own.id = n.pool_id and own.sub_account_id = input.sub_account_id)
      left join pool p on p.id = n.pool_id
      left join route r on r.pool_id = n.pool_id and r.caller_index = input.caller_index
        and r.virtual_number_id = n.id
      left join booking b on b.pool_id = r.pool_id and b.id = r.booking_id
      left join virtual_number shown on shown.id = b.virtual_number_id
      left join lateral (
        -- The limit has each session looked up by its key, and not all sessions of the pool read.
        select c.decision, c.reason, c.booking_id
          from call_session c
         where c.pool_id = coalesce(n.pool_id, '00000000-0000-0000-0000-000000000000') and c.session_id = input.session_id
           and c.decision is not null
         limit 1) prior on true
  ) select * from decided order by position;

-- explain-refusal
--   $1 pool_id uuid
--   $2 phones.position integer[]
--   $3 phones.caller_index bytea[]
--   $4 phones.callee_index bytea[]
--   $5 virtual_number text
--   $6 countries text[]
with p as materialized (
    select 0 as position, $6::text[] as countries, pool.* from pool
     where id = $1::uuid
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and r.callee_index is not distinct from phones.callee_index)) as is_free
      from p
      join unnest($2::integer[], $3::bytea[], $4::bytea[]) as phones (position, caller_index, callee_index) on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), explained as (
    select coalesce((case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end), 'free') as reason
      from p
      join virtual_number n on n.pool_id = p.id
     where $5::text is null or n.msisdn = $5::text
  )
  select reason, count(*)::integer as numbers from explained group by reason;

-- fill-gap-of-ordinals
--   $1 pool_id uuid
--   $2 ordinal integer
update virtual_number set ordinal = $2::integer
   where pool_id = $1::uuid and ordinal > $2::integer
     and ordinal = (select max(ordinal) from virtual_number where pool_id = $1::uuid);

-- find-api-key
--   $1 id uuid
--   $2 visible_pools uuid[]
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k where k.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]);

-- find-booking
--   $1 id uuid
select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status,
  n.msisdn as virtual_number, b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.call_recording, b.callers_allowed, b.announcement, b.metadata,
  coalesce(b.call_recording, p.call_recording) as is_recorded,
         coalesce(
           (select max(r.callable_until) from route r
             where r.pool_id = b.pool_id and r.booking_id = b.id),
           least(b.expires_at, b.ended_at)) as callable_until,
         (select json_agg(json_build_object(
             'role', party.role, 'ciphertext', encode(party.number_ciphertext, 'base64'),
             'pin', encode(party.pin_ciphertext, 'base64'),
             'alternates', (
               select coalesce(json_agg(json_build_object('position', a.position,
                                  'ciphertext', encode(a.number_ciphertext, 'base64'))
                                order by a.position), '[]')
                 from party_alternate a
                where a.pool_id = party.pool_id and a.booking_id = party.booking_id
                  and a.role = party.role)) order by party.position)
            from party where party.pool_id = b.pool_id and party.booking_id = b.id) as parties
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id where b.id = $1::uuid;

-- find-bookings-of-phone
--   $1 indexes bytea[]
--   $2 created_before timestamptz
with known as materialized (
    select pool_id, booking_id as id from party where number_index = any($1::bytea[])
    union
    select pool_id, booking_id from party_alternate where number_index = any($1::bytea[])
    union
    select pool_id, booking_id from route
     where caller_index = any($1::bytea[]) or callee_index = any($1::bytea[])
  )
  select pool_id, id from known join booking using (pool_id, id)
   where created_at < $2::timestamptz
   order by pool_id, id;

-- find-call-parties
--   $1 booking_id uuid
--   $2 role text
select b.pool_id, b.id as booking_id, pool.sub_account_id, n.msisdn as virtual_number,
         n.id as virtual_number_id, party.role, party.number_ciphertext, party.number_index,
         r.callee_role, r.caller_index, r.callee_index, r.callee_ciphertext,
         n.state <> 'disabled' and coalesce(r.callable_until > statement_timestamp(), false)
           and coalesce(party.role = any(b.callers_allowed), true) as is_callable,
         pool.max_calls_per_minute,
         coalesce(b.announcement, pool.messages -> 'announcement') as announcement
    from booking b
    join pool on pool.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
    left join party on party.pool_id = b.pool_id and party.booking_id = b.id
      and party.role = $2::text
    left join route r on r.caller_index = party.number_index and r.virtual_number_id = n.id
      and r.pool_id = b.pool_id and r.booking_id = b.id
   where b.id = $1::uuid;

-- find-callable-routes-of-phone
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 indexes bytea[]
select distinct booking_id as id from route
   where pool_id = $1::uuid and booking_id = any($2::uuid[])
     and (caller_index = any($3::bytea[]) or callee_index = any($3::bytea[]))
     and callable_until > statement_timestamp();

-- find-calls-of-phone
--   $1 indexes bytea[]
select pool_id, session_id from call_session
   where caller_index = any($1::bytea[])
  union
  select pool_id, session_id from call_leg where party_index = any($1::bytea[])
  order by 1, 2;

-- find-candidates
--   $1 pool_id uuid
--   $2 pool_name text
--   $3 reference text
--   $4 expires_at timestamptz
--   $5 countries text[]
--   $6 virtual_number text
--   $7 phones.position integer[]
--   $8 phones.caller_index bytea[]
--   $9 phones.callee_index bytea[]
--   $10 draws integer
with p as materialized (
    select 0 as position, $3::text as reference, $4::timestamptz as until,
           $5::text[] as countries, $6::text as wanted, pool.*, (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
      from pool where id = $1::uuid or name = $2::text
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and r.callee_index is not distinct from phones.callee_index)) as is_free
      from p
      join unnest($7::integer[], $8::bytea[], $9::bytea[]) as phones (position, caller_index, callee_index) on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), last as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join mine on p.sticky and mine.is_same_pair
      join virtual_number n on n.id = mine.virtual_number_id and n.pool_id = p.id
     where p.wanted is null and (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by mine.callable_until desc
     limit 1
  ), draw as materialized (
    select distinct floor(random() * p.size)::integer as ordinal
      from p cross join generate_series(1, $10::integer)
     where p.wanted is null and p.selection = 'balanced' and p.country_match = 'off'
  ), drawn as materialized (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join draw on true
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::float8 / n.weight, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'), random()
  ), best as materialized (
    select id, capacity from last
    union all
    select id, capacity from drawn where id not in (select id from last)
  ), anywhere as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where p.selection = 'balanced' and (p.wanted is null or n.msisdn = p.wanted)
       and (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc, random()
     limit $10::integer
  ), first_fit as (
    select n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity
      from p
      join virtual_number n on n.pool_id = p.id
     where p.selection = 'packed' and (p.wanted is null or n.msisdn = p.wanted)
       and (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
     order by coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc, n.ordinal
     limit $10::integer
  ), chosen as (
    select id, capacity from best
    union all
    (select n.id, anywhere.capacity
       from p
       cross join anywhere
       join virtual_number n on n.id = anywhere.id
      where not exists (select from best)
      order by coalesce(p.country_match <> 'off' and n.country_code = any(p.countries), false) desc, (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::float8 / n.weight, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'))
    union all
    select id, capacity from first_fit where not exists (select from drawn)
  )
  select p.position, p.id as pool_id, p.booking_ttl_seconds,
         p.cooldown_seconds, p.party_pin, p.allowed_countries, p.allowed_number_kinds,
         coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         exists (select from unnest($7::integer[], $8::bytea[], $9::bytea[]) as phones (position, caller_index, callee_index) join virtual_number v on v.msisdn_index = phones.caller_index
                   join pool own on own.id = v.pool_id
                  where phones.position = p.position and own.sub_account_id = p.sub_account_id)
           as is_virtual_number,
         existing.id as existing_id, existing.content_digest as existing_digest,
         array(select id from chosen) as candidates,
         array(select capacity from chosen) as capacities, array(
  select id from number_key where state in ('filling', 'complete') order by id) as written_keys
    from p
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference;

-- find-candidates-of-batch
--   $1 bookings.position integer[]
--   $2 bookings.pool_id uuid[]
--   $3 bookings.pool_name text[]
--   $4 bookings.reference text[]
--   $5 bookings.expires_at timestamptz[]
--   $6 phones.position integer[]
--   $7 phones.caller_index bytea[]
--   $8 phones.callee_index bytea[]
--   $9 draws integer
with p as materialized (
    select bookings.position, bookings.reference, bookings.expires_at as until,
           null::text[] as countries, pool.*, (select max(ordinal) + 1 from virtual_number n where n.pool_id = pool.id) as size
      from unnest($1::integer[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) as bookings (position, pool_id, pool_name, reference, expires_at)
      cross join lateral (
        select * from pool where id = bookings.pool_id
        union all
        select * from pool where name = bookings.pool_name
        limit 1) pool
  ), phones as materialized (
    select * from unnest($6::integer[], $7::bytea[], $8::bytea[]) as phones (position, caller_index, callee_index)
  ),
  mine as materialized (
    select p.position, r.virtual_number_id, r.callable_until,
           r.callable_until > statement_timestamp() as is_callable,
           r.callee_index = phones.callee_index as is_same_pair,
           (r.reuse_after <= statement_timestamp()
             or (r.callable_until <= statement_timestamp()
                 and r.callee_index is not distinct from phones.callee_index)) as is_free
      from p
      join phones on phones.position = p.position
      join route r on r.pool_id = p.id and r.caller_index = phones.caller_index
  ), draw as materialized (
    -- The pair's last number is looked at like a drawn one, and comes first if it is free.
    select position, (floor(random() * size))::integer as ordinal, null::timestamptz as last_used
      from p cross join generate_series(1, $9::integer)
     where selection = 'balanced' and country_match = 'off'
    union all
    select p.position, n.ordinal, max(mine.callable_until)
      from p
      join mine on mine.position = p.position and mine.is_same_pair and p.sticky
      join virtual_number n on n.id = mine.virtual_number_id
     where p.selection = 'balanced' and p.country_match = 'off'
     group by p.position, n.ordinal
  ), drawn as materialized (
    select p.position, n.id, coalesce(n.max_active_bookings, p.max_active_bookings) as capacity,
           row_number() over (partition by p.position order by draw.last_used desc nulls last,
             (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::float8 / n.weight, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'), random()) as rank
      from (select position, ordinal, max(last_used) as last_used from draw group by 1, 2) draw
      join p on p.position = draw.position
      join virtual_number n on n.pool_id = p.id and n.ordinal = draw.ordinal
     where (case
  when n.state <> 'enabled' then n.state
  when n.operational_status <> 'Active' then 'unhealthy'
  when p.country_match = 'require' and not coalesce(n.country_code = any(p.countries), false)
    then 'country'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free and is_callable) then 'conflict'
  when (p.position, n.id) in (
    select position, virtual_number_id from mine where not is_free) then 'cooling'
  when case when coalesce(n.max_active_bookings, p.max_active_bookings) is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= coalesce(n.max_active_bookings, p.max_active_bookings) end then 'capacity' end) is null
  )
  select p.position, p.id as pool_id, p.booking_ttl_seconds,
         p.cooldown_seconds, p.party_pin, p.allowed_countries, p.allowed_number_kinds,
         coalesce(p.size, 0) as size,
         (p.until is null or p.until > statement_timestamp()) as expires_later,
         exists (select from phones join virtual_number v on v.msisdn_index = phones.caller_index
                   join pool own on own.id = v.pool_id
                  where phones.position = p.position and own.sub_account_id = p.sub_account_id)
           as is_virtual_number,
         existing.id as existing_id, existing.content_digest as existing_digest,
         array(select id from drawn where drawn.position = p.position order by rank) as candidates,
         array(select capacity from drawn where drawn.position = p.position order by rank) as capacities, array(
  select id from number_key where state in ('filling', 'complete') order by id) as written_keys
    from p
    left join booking existing on existing.pool_id = p.id and existing.reference = p.reference;

-- find-deliveries
--   $1 event_id uuid
select * from event_delivery where event_id = $1::uuid order by subscription_id;

-- find-event
--   $1 id uuid
select e.id, e.type, e.occurred_at, p.name as pool_name, e.payload
    from outbox_event e
    join pool p on p.id = e.pool_id where e.id = $1::uuid;

-- find-hold-of-number
--   $1 id integer
select case when exists (select from booking where virtual_number_id = $1::integer) then 'bookings'
              when exists (select from route where virtual_number_id = $1::integer) then 'routes' end as hold;

-- find-hourly-event
--   $1 pool_id uuid
--   $2 type text
select from outbox_event
   where once_key = $2::text || ':' || to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24') and pool_id = $1::uuid;

-- find-known-numbers
--   $1 msisdns text[]
select n.msisdn, n.pool_id
    from unnest($1::text[]) as input (msisdn)
    join virtual_number n on n.msisdn = input.msisdn;

-- find-live-api-keys
--   $1 secret_hashes bytea[]
select k.id, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute
    from api_key k
   where k.secret_hash = any($1::bytea[]) and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > statement_timestamp());

-- find-live-bookings-of-phone
--   $1 indexes bytea[]
select distinct pool_id, booking_id as id from route
   where caller_index = any($1::bytea[]) and callable_until > statement_timestamp()
   order by booking_id;

-- find-mentions-of-phone
--   $1 digits text
--   $2 separators text
select pool_id, id from booking
   where translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), $2::text, '') like '%' || $1::text || '%'
   order by 1, 2;

-- find-numbers-in-use
--   $1 numbers.msisdn text[]
--   $2 numbers.msisdn_index bytea[]
--   $3 key_id integer
select array(
           select distinct numbers.msisdn
             from unnest($1::text[], $2::bytea[]) as numbers (msisdn, msisdn_index)
            where exists (
              select from route r
               where r.caller_index = numbers.msisdn_index
                 and r.callable_until > statement_timestamp())
         ) as in_use,
         exists (select from number_key where id = $3::integer and state = 'complete') as has_key;

-- find-party-by-pin
--   $1 pin_index bytea
--   $2 virtual_number_id integer
--   $3 key_id integer
select pin.pin_index, pin.pool_id, pin.booking_id, pin.role as caller_role, party.pin_ciphertext,
         r.caller_index as route_caller_index, r.callee_role, r.callee_index, r.callee_ciphertext,
         coalesce(r.callable_until > statement_timestamp(), false) as is_callable,
         coalesce(pin.role = any(b.callers_allowed), true) as may_call,
         shown.msisdn as caller_id, b.announcement,
         coalesce(b.call_recording, p.call_recording) as call_recording
    from party_pin pin
    join booking b on b.pool_id = pin.pool_id and b.id = pin.booking_id
    join pool p on p.id = pin.pool_id
    join virtual_number shown on shown.id = b.virtual_number_id
    join party on party.pool_id = pin.pool_id and party.booking_id = pin.booking_id
      and party.role = pin.role
    left join lateral (
      select * from route
       where route.booking_id = pin.booking_id and route.virtual_number_id + 0 = pin.virtual_number_id
         and route.caller_role = pin.role and get_byte(route.callee_ciphertext, 0) = $3::integer
       order by route.callable_until desc
       limit 1) r on true
   where pin.pin_index = $1::bytea and pin.virtual_number_id = $2::integer;

-- find-paths-of-calls
--   $1 session_ids text[]
--   $2 digits text
--   $3 separators text
select pool_id, session_id, recording_id, file_path from recording
   where session_id = any($1::text[]) and translate(file_path, $3::text, '') like '%' || $2::text || '%';

-- find-paths-of-phone
--   $1 digits text
--   $2 separators text
select pool_id, session_id, recording_id, file_path from recording
   where translate(file_path, $2::text, '') like '%' || $1::text || '%';

-- find-pool-of-events
--   $1 id uuid
--   $2 name text
select id, name from pool where id = $1::uuid or name = $2::text;

-- find-pools-of-api-key
--   $1 ids_or_names text[]
select p.id, p.name from pool p
   where p.id::text = any($1::text[]) or p.name = any($1::text[]);

-- find-references-of-phone
--   $1 digits text
--   $2 separators text
select pool_id, id, booking_id, payload ->> 'reference' as reference from outbox_event
   where translate(payload ->> 'reference', $2::text, '') like '%' || $1::text || '%';

-- find-session
--   $1 session_id text
--   $2 pool_ids uuid[]
--   $3 unknown_after_hours integer
select s.*, result.outcome, case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked_seconds,
         s.created_at::text as created_at_text, p.name as pool_name,
         coalesce((
           select json_agg(json_build_object(
                    'callId', l.call_id, 'leg', l.leg, 'state', l.state,
                    'partyCiphertext', encode(l.party_ciphertext, 'base64'),
                    'initiatedAt', l.initiated_at, 'connectedAt', l.connected_at,
                    'disconnectedAt', l.disconnected_at, 'durationSeconds', l.duration_seconds,
                    'mos', l.mos, 'packetLossRate', l.packet_loss_rate, 'jitter', l.jitter)
                  order by l.leg, l.call_id)
             from call_leg l
            where l.pool_id = s.pool_id and l.session_id = s.session_id
              and not exists (
                select from call_leg better
                 where better.pool_id = l.pool_id and better.session_id = l.session_id
                   and better.call_id = l.call_id and better.leg <> l.leg
                   and better.state_rank > l.state_rank)), '[]') as legs,
         -- A VRU names no number: the first ones may have arrived before the pool was known.
         coalesce((
           select json_agg(json_build_object(
                    'recordingId', one.recording_id, 'status', one.status,
                    'durationSeconds', one.duration_seconds, 'filePath', one.file_path)
                  order by one.recording_id)
             from (select distinct on (r.recording_id) r.*
                     from recording r where r.session_id = s.session_id
                    order by r.recording_id, r.status_rank desc, r.status collate "C" desc) one), '[]')
           as recordings,
         phone.position as caller_position, phone.number_ciphertext as caller_ciphertext
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $3::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
    left join pool p on p.id = s.pool_id
    -- The phone of a party, if the caller is one; the number of another caller is in leg A.
    left join lateral (
      select 0 as position, number_ciphertext from party
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      union all
      select position, number_ciphertext from party_alternate
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      limit 1) phone on true
   where s.session_id = $1::text and ($2::uuid[] is null or s.pool_id = any($2::uuid[]))
   order by s.decision is null limit 1;

-- finish-job
--   $1 name text
--   $2 fence bigint
--   $3 outcome text
--   $4 result jsonb
--   $5 error text
--   $6 every_seconds integer
update job
     set lease_until = null, holder = null, last_finished_at = now(), last_outcome = $3::text,
         last_by = holder, last_result = $4::jsonb, last_error = $5::text,
         completed = completed + (case when $3::text = 'done' then 1 else 0 end),
         due_at = case
           when $3::text = 'stopped' then due_at
           when $6::integer > 0 then
             due_at + make_interval(secs => $6::integer * (1 + floor(
               extract(epoch from now() - due_at) / $6::integer)::float8))
           end
   where name = $1::text and fence = $2::bigint
  returning name;

-- forget-content-of-bookings
--   $1 pool_id uuid
--   $2 ids uuid[]
update booking set content_digest = null, updated_at = statement_timestamp()
   where pool_id = $1::uuid and id = any($2::uuid[]);

-- forget-set-aside
--   $1 job text
--   $2 items text[]
delete from job_set_aside where job = $1::text and item = any($2::text[]);

-- held-by-role
--   $1 pool_id uuid
with person as (
    select caller_role, caller_index, count(*) as held
      from route
     where pool_id = $1::uuid and reuse_after > now()
       and get_byte(nullif(callee_ciphertext, ''), 0) = (
         select id from number_key where state = 'complete' order by generation limit 1)
     group by caller_role, caller_index
  )
  select caller_role as role, count(*)::integer as people, max(held)::integer as most,
         avg(held)::float8 as mean
    from person
   group by caller_role
   order by max(held) desc, count(*) desc;

-- hold-api-key
--   $1 id uuid
--   $2 visible_pools uuid[]
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k where k.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]) for share of k;

-- hold-calls-of-phone
--   $1 pool_id uuid
--   $2 session_ids text[]
with locked as materialized (
    select session_status, created_at from call_session
     where pool_id = $1::uuid and session_id = any($2::text[])
     order by session_id, pool_id
       for no key update
  )
  select count(*)::integer as under_way from locked
   where session_status is null and created_at > now() - interval '1 day';

-- hold-pin-guard
--   $1 pool_id uuid
--   $2 virtual_number_id integer
--   $3 caller_index bytea
--   $4 all_callers bytea
insert into pin_guard (pool_id, virtual_number_id, caller_index, failures, since)
  select $1::uuid, guarded.number, guarded.caller, 0, statement_timestamp()
    from
         (values ($2::integer, $3::bytea), (0, $3::bytea),
                 ($2::integer, $4::bytea))
      as guarded (number, caller)
  on conflict (caller_index, virtual_number_id, pool_id) do update set
    failures = case when pin_guard.since <= excluded.since - interval '1 hour' then 0
      else pin_guard.failures end,
    since = case when pin_guard.since <= excluded.since - interval '1 hour' then excluded.since
      else pin_guard.since end
  returning case when virtual_number_id = 0 then 'inPool'
    when caller_index = $4::bytea then 'ofAllAtNumber' else 'atNumber' end as scope, failures;

-- hold-sync
--   $1 pool_id uuid
--   $2 id uuid
--   $3 source text
--   $4 as_of timestamptz
--   $5 seen_since timestamptz
--   $6 would_retire integer
--   $7 numbers integer
with written as (
    insert into held_sync (pool_id, id, source, as_of, seen_since, would_retire, numbers)
    values ($1::uuid, $2::uuid, $3::text, $4::timestamptz, $5::timestamptz, $6::integer,
            $7::integer)
    on conflict (pool_id) do update set
      id = excluded.id, source = excluded.source, as_of = excluded.as_of,
      seen_since = excluded.seen_since, would_retire = excluded.would_retire,
      numbers = excluded.numbers, held_at = now()
    returning *
  ),
  sync_held_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select w.pool_id, 'pool.sync_held' as type, null::uuid as booking_id, 0 as position,
            jsonb_build_object('heldSyncId', w.id, 'source', w.source,
              'wouldRetire', w.would_retire, 'of', w.numbers) as payload
       from written w) source) event


    returning pool_id, id, type, booking_id, once_key
  ), sync_held_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from sync_held_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from written;

-- insert-alternates
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 alternates.position smallint[]
--   $5 alternates.ciphertext bytea[]
--   $6 alternates.index bytea[]
insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext, number_index)
  select $1::uuid, $2::uuid, $3::text, alternates.position, alternates.ciphertext,
         alternates.index
    from unnest($4::smallint[], $5::bytea[], $6::bytea[]) as alternates (position, ciphertext, index);

-- insert-api-key
--   $1 id uuid
--   $2 name text
--   $3 prefix text
--   $4 secret_hash bytea
--   $5 scopes text[]
--   $6 pool_ids uuid[]
--   $7 rate_limit_per_minute integer
--   $8 expires_at timestamptz
--   $9 created_by text
insert into api_key (id, name, prefix, secret_hash, scopes, pool_ids, rate_limit_per_minute,
                       expires_at, created_by)
  select $1::uuid, $2::text, $3::text, $4::bytea, $5::text[], $6::uuid[],
         $7::integer, $8::timestamptz, $9::text
   where $8::timestamptz is null or $8::timestamptz > statement_timestamp()
  returning id;

-- insert-bookings
--   $1 pool_id uuid
--   $2 bookings.id uuid[]
--   $3 bookings.virtual_number_id integer[]
--   $4 bookings.reference text[]
--   $5 bookings.content_digest bytea[]
--   $6 bookings.expires_at timestamptz[]
--   $7 bookings.ttl_seconds integer[]
--   $8 bookings.cooldown_seconds integer[]
--   $9 bookings.capacity integer[]
--   $10 bookings.route_count integer[]
--   $11 bookings.call_recording boolean[]
--   $12 bookings.callers_allowed jsonb[]
--   $13 bookings.announcement jsonb[]
--   $14 bookings.metadata jsonb[]
--   $15 routes.booking_id uuid[]
--   $16 routes.caller_index bytea[]
--   $17 routes.caller_role text[]
--   $18 routes.callee_role text[]
--   $19 routes.callee_index bytea[]
--   $20 routes.callee_ciphertext bytea[]
--   $21 parties.booking_id uuid[]
--   $22 parties.position smallint[]
--   $23 parties.role text[]
--   $24 parties.ciphertext bytea[]
--   $25 parties.index bytea[]
--   $26 parties.pin_ciphertext bytea[]
--   $27 alternates.booking_id uuid[]
--   $28 alternates.role text[]
--   $29 alternates.position smallint[]
--   $30 alternates.ciphertext bytea[]
--   $31 alternates.index bytea[]
--   $32 pins.booking_id uuid[]
--   $33 pins.role text[]
--   $34 pins.index bytea[]
--   $35 written_keys integer[]
with wanted as materialized (
    select * from unnest($15::uuid[], $16::bytea[], $17::text[], $18::text[], $19::bytea[], $20::bytea[]) as routes (booking_id, caller_index, caller_role, callee_role, callee_index, callee_ciphertext)
  ), barred as materialized (
    select wanted.booking_id
      from wanted
      join virtual_number v on v.msisdn_index = wanted.caller_index
      join pool own on own.id = v.pool_id
     where own.sub_account_id = (select sub_account_id from pool where id = $1::uuid)
  ), input as materialized (
    select bookings.*, n.msisdn,
           coalesce(bookings.expires_at,
             statement_timestamp() + make_interval(secs => bookings.ttl_seconds)) as ends_at
      from (select id, virtual_number_id, reference, content_digest, expires_at, ttl_seconds, cooldown_seconds, capacity, route_count, call_recording, (select array_agg(element::text)
         from jsonb_array_elements_text(callers_allowed) element) as callers_allowed, announcement, metadata
            from unnest($2::uuid[], $3::integer[], $4::text[], $5::bytea[], $6::timestamptz[], $7::integer[], $8::integer[], $9::integer[], $10::integer[], $11::boolean[], $12::jsonb[], $13::jsonb[], $14::jsonb[]) as bookings (id, virtual_number_id, reference, content_digest, expires_at, ttl_seconds, cooldown_seconds, capacity, route_count, call_recording, callers_allowed, announcement, metadata)) as bookings
      join virtual_number n on n.id = bookings.virtual_number_id and n.pool_id = $1::uuid
        and (n.state = 'enabled' and n.operational_status = 'Active')
     where not case when bookings.capacity is null then false else (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp()) >= bookings.capacity end
       and array(
  select id from number_key where state in ('filling', 'complete') order by id) = $35::integer[]
       and bookings.id not in (select booking_id from barred)
  ), routed as (
    insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role,
                       callee_role, callee_index, callee_ciphertext, assigned_at, callable_until,
                       reuse_after)
    select $1::uuid, wanted.caller_index, input.virtual_number_id, input.id,
           wanted.caller_role, wanted.callee_role, wanted.callee_index, wanted.callee_ciphertext,
           statement_timestamp(), input.ends_at,
           input.ends_at + make_interval(secs => input.cooldown_seconds)
      from wanted
      join input on input.id = wanted.booking_id
     order by wanted.caller_index, input.virtual_number_id

  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext, assigned_at = excluded.assigned_at,
         callable_until = excluded.callable_until, reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)
    returning route.booking_id
  ), booked as (
    insert into booking (pool_id, id, reference, content_digest, virtual_number_id, expires_at,
                         created_at, updated_at, call_recording, callers_allowed, announcement, metadata)
    select $1::uuid, input.id, input.reference, input.content_digest,
           input.virtual_number_id, input.ends_at, statement_timestamp(), statement_timestamp(),
           input.call_recording, input.callers_allowed, input.announcement, input.metadata
      from input
     where input.route_count = (select count(*) from routed where routed.booking_id = input.id)
    on conflict (reference, pool_id) do nothing
    returning *
  ), named as (
    insert into party (pool_id, booking_id, position, role, number_ciphertext, number_index,
                       pin_ciphertext)
    select $1::uuid, parties.booking_id, parties.position, parties.role, parties.ciphertext,
           parties.index, parties.pin_ciphertext
      from unnest($21::uuid[], $22::smallint[], $23::text[], $24::bytea[], $25::bytea[], $26::bytea[]) as parties (booking_id, position, role, ciphertext, index, pin_ciphertext)
      join booked on booked.id = parties.booking_id
    returning role
  ), other_phones as (
    insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext,
                                 number_index)
    select $1::uuid, alternates.booking_id, alternates.role, alternates.position,
           alternates.ciphertext, alternates.index
      from unnest($27::uuid[], $28::text[], $29::smallint[], $30::bytea[], $31::bytea[]) as alternates (booking_id, role, position, ciphertext, index)
      join booked on booked.id = alternates.booking_id
    returning role
  ), pinned as (
    -- A PIN that the number has already breaks the key: all is undone, and tried with other PINs.
    insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
    select $1::uuid, booked.virtual_number_id, pins.index, pins.booking_id, pins.role
      from unnest($32::uuid[], $33::text[], $34::bytea[]) as pins (booking_id, role, index)
      join booked on booked.id = pins.booking_id
    returning role
  ),
  told_created as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.created' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', b.virtual_number, 'expiresAt', to_char(b.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as payload
       from (
    select booked.pool_id, booked.id, booked.reference, input.msisdn as virtual_number,
           booked.expires_at
      from booked join input on input.id = booked.id) b) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_created_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_created event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status,
  n.msisdn as virtual_number, b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.call_recording, b.callers_allowed, b.announcement, b.metadata,
  coalesce(b.call_recording, p.call_recording) as is_recorded, b.expires_at as callable_until
    from booked b
    join input n on n.id = b.id
    join pool p on p.id = b.pool_id;

-- insert-pins
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 virtual_number_id integer
--   $4 pins.role text[]
--   $5 pins.index bytea[]
insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
  select $1::uuid, $3::integer, pins.index, $2::uuid, pins.role
    from unnest($4::text[], $5::bytea[]) as pins (role, index)
  on conflict do nothing
  returning role;

-- insert-routes
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 virtual_number_id integer
--   $4 callable_until timestamptz
--   $5 cooldown_seconds integer
--   $6 routes.caller_index bytea[]
--   $7 routes.caller_role text[]
--   $8 routes.callee_role text[]
--   $9 routes.callee_index bytea[]
--   $10 routes.callee_ciphertext bytea[]
--   $11 written_keys integer[]
insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
  select $1::uuid, routes.caller_index, $3::integer, $2::uuid,
         routes.caller_role, routes.callee_role, routes.callee_index, routes.callee_ciphertext,
         statement_timestamp(), $4::timestamptz,
         $4::timestamptz + make_interval(secs => $5::integer)
    from unnest($6::bytea[], $7::text[], $8::text[], $9::bytea[], $10::bytea[]) as routes (caller_index, caller_role, callee_role, callee_index, callee_ciphertext)
   where array(
  select id from number_key where state in ('filling', 'complete') order by id) = $11::integer[]
   order by routes.caller_index

  on conflict (caller_index, virtual_number_id, pool_id) do update
     set booking_id = excluded.booking_id, caller_role = excluded.caller_role,
         callee_role = excluded.callee_role, callee_index = excluded.callee_index,
         callee_ciphertext = excluded.callee_ciphertext, assigned_at = excluded.assigned_at,
         callable_until = excluded.callable_until, reuse_after = excluded.reuse_after
   where route.reuse_after <= excluded.assigned_at
      or (route.callable_until <= excluded.assigned_at
          and route.callee_index = excluded.callee_index)
  returning route.caller_index;

-- insert-twins
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 input.virtual_number_id integer[]
--   $4 input.original_caller_index bytea[]
--   $5 input.caller_index bytea[]
--   $6 input.callee_index bytea[]
--   $7 input.callee_ciphertext bytea[]
insert into route (pool_id, caller_index, virtual_number_id, booking_id, caller_role, callee_role,
                     callee_index, callee_ciphertext, assigned_at, callable_until, reuse_after)
  select r.pool_id, input.caller_index, r.virtual_number_id, r.booking_id, r.caller_role,
         r.callee_role, input.callee_index, input.callee_ciphertext, r.assigned_at,
         r.callable_until, r.reuse_after
    from unnest($3::integer[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (virtual_number_id, original_caller_index, caller_index, callee_index, callee_ciphertext)
    join route r on r.caller_index = input.original_caller_index and r.pool_id = $1::uuid
      and r.virtual_number_id = input.virtual_number_id and r.booking_id = $2::uuid
   order by input.caller_index
  on conflict do nothing
  returning true;

-- keep-dead-letter
--   $1 digest bytea
--   $2 type text
--   $3 reason text
--   $4 content_ciphertext bytea
insert into dead_letter (digest, type, reason, content_ciphertext)
  values ($1::bytea, $2::text, $3::text, $4::bytea)
  on conflict (digest) do update set
    times = dead_letter.times + 1, last_received_at = now();

-- known-set-aside
--   $1 job text
select item, next_try_at <= now() as is_due from job_set_aside where job = $1::text;

-- list-api-keys
--   $1 limit integer
--   $2 visible_pools uuid[]
--   $3 before_id uuid
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k
   where ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]) and ($3::uuid is null or k.id < $3::uuid)
   order by k.id desc
   limit $1::integer;

-- list-bookings-of-phone
--   $1 indexes bytea[]
--   $2 before_id uuid
--   $3 limit integer
--   $4 kept_days integer
with own as (
    select booking_id, array_agg(distinct role order by role) as roles, bool_or(has_pin) as has_pin
      from (
        select booking_id, role, pin_ciphertext is not null as has_pin
          from party where number_index = any($1::bytea[])
        union all
        select a.booking_id, a.role, p.pin_ciphertext is not null
          from party_alternate a
          join party p using (pool_id, booking_id, role)
         where a.number_index = any($1::bytea[])
        union all
        select booking_id, caller_role, false from route
         where caller_index = any($1::bytea[])) known
     where $2::uuid is null or booking_id < $2::uuid
     group by booking_id
     order by booking_id desc
     limit $3::integer
  )
  select b.id, p.name as pool, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status, n.msisdn as virtual_number, own.roles,
         own.has_pin, b.created_at, b.expires_at, b.ended_at,
         case when $4::integer > 0 then b.ended_at + make_interval(days => $4::integer) end
           as kept_until
    from own
    join booking b on b.id = own.booking_id
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id
   order by b.id desc;

-- list-calls-of-phone
--   $1 indexes bytea[]
--   $2 before_time timestamptz
--   $3 before_session_id text
--   $4 limit integer
--   $5 kept_days integer
with own as (
    select pool_id, session_id, array_agg(distinct leg) as legs,
           array_remove(array_agg(distinct call_id), null) as call_ids
      from (
        select pool_id, session_id, 'A' as leg, null as call_id
          from call_session where caller_index = any($1::bytea[])
        union all
        select pool_id, session_id, leg, call_id from call_leg
         where party_index = any($1::bytea[])) known
     group by pool_id, session_id
  )
  select own.*, s.created_at::text as created_at_text,
         case when $5::integer > 0 then s.created_at + make_interval(days => $5::integer) end
           as kept_until
    from own
    join call_session s using (pool_id, session_id)
   where $2::timestamptz is null
      or (s.created_at, s.session_id) < ($2::timestamptz, $3::text)
   order by s.created_at desc, s.session_id desc
   limit $4::integer;

-- list-dead-letters
--   $1 limit integer
--   $2 before_time timestamptz
--   $3 before_digest text
select *, last_received_at::text || '|' || encode(digest, 'hex') as position
    from dead_letter
   where $2::timestamptz is null
      or (last_received_at, digest) < ($2::timestamptz, decode($3::text, 'hex'))
   order by last_received_at desc, digest desc
   limit $1::integer;

-- list-dead-routes
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
select distinct booking_id as id
    from (select booking_id from route
           where
  pool_id = $1::uuid
                and reuse_after at time zone 'UTC' >= $3::timestamp
                and reuse_after at time zone 'UTC' <= now() at time zone 'UTC' and booking_id <> all($4::uuid[])
           order by reuse_after at time zone 'UTC'
           limit $2::integer) dead;

-- list-due-bookings
--   $1 pool_id uuid
--   $2 limit integer
--   $3 from timestamp
--   $4 except uuid[]
select id from booking
   where
  pool_id = $1::uuid and status = 'active'
                and expires_at at time zone 'UTC' >= $3::timestamp
                and expires_at at time zone 'UTC' <= now() at time zone 'UTC' and id <> all($4::uuid[])
   order by expires_at at time zone 'UTC'
   limit $2::integer;

-- list-due-deliveries
--   $1 except text[]
--   $2 limit integer
select (d.event_id::text || '/' || d.subscription_id::text) as item
    from event_subscription w
    cross join lateral (
      select * from event_delivery
       where subscription_id = w.id and status = 'pending' and due_at <= statement_timestamp()
         and (claimed_until is null or claimed_until <= statement_timestamp())
         and (event_delivery.event_id::text || '/' || event_delivery.subscription_id::text) <> all($1::text[])
       order by due_at, event_id
       limit $2::integer) d
   where w.state = 'enabled'
   order by d.due_at, d.event_id
   limit $2::integer;

-- list-jobs
--   $1 names text[]
select *, coalesce(lease_until > now(), false) as is_running,
         (select count(*)::integer from job_set_aside s where s.job = job.name) as set_aside
    from job
   where name = any($1::text[]) order by name;

-- list-marked-hours
--   $1 limit integer
--   $2 except timestamptz[]
select m.hour from call_stat_recount m
        where exists (select from call_stat_hour h where h.hour = m.hour) and m.hour <> all($2::timestamptz[])
        order by m.hour limit $1::integer;

-- list-number-indexes
--   $1 after_id integer
--   $2 limit integer
select id, msisdn, msisdn_index from virtual_number
   where id > $1::integer order by id limit $2::integer;

-- list-number-keys
select * from number_key order by generation, id;

-- list-old-audit_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except bigint[]
select id as id from audit_event where occurred_at < now() - make_interval(days => $1::integer) and not (id = any($3::bigint[])) order by occurred_at limit $2::integer;

-- list-old-booking
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from booking where ended_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       and ended_at is not null and status <> 'active'
       -- A route that still reserves its number stays, and so does its booking.
       and not exists (
         select from route r
          where r.booking_id = booking.id and r.pool_id = booking.pool_id and r.reuse_after > now()) and not (id = any($3::uuid[])) order by ended_at at time zone 'UTC' limit $2::integer;

-- list-old-call_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select session_id as id from call_session where created_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       -- Not before the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC')) and not (session_id = any($3::text[])) order by created_at at time zone 'UTC' limit $2::integer;

-- list-old-dead_letter
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(digest), 'hex') as id from dead_letter where last_received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(digest), 'hex') = any($3::text[])) order by last_received_at limit $2::integer;

-- list-old-outbox_event
--   $1 kept_days integer
--   $2 limit integer
--   $3 except uuid[]
select id as id from outbox_event where id < (lpad(to_hex((date_part('epoch', now() - make_interval(days => $1::integer)) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid and not (id = any($3::uuid[])) order by id limit $2::integer;

-- list-old-pin_guard
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') as id from pin_guard where since < now() - make_interval(days => $1::integer) and not (encode(sha256(caller_index || int4send(virtual_number_id) || uuid_send(pool_id)), 'hex') = any($3::text[])) order by since limit $2::integer;

-- list-old-webhook_receipt
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') as id from webhook_receipt where received_at < now() - make_interval(days => $1::integer) and not (encode(sha256(convert_to(message_key, 'UTF8') || uuid_send(pool_id)), 'hex') = any($3::text[])) order by received_at limit $2::integer;

-- list-set-aside
--   $1 job text
--   $2 after_time timestamptz
--   $3 after_item text
--   $4 limit integer
select item, reason, times, first_at, last_at, next_try_at,
         first_at::text || '|' || item as position
    from job_set_aside
   where job = $1::text
     and ($2::timestamptz is null or (first_at, item) < ($2::timestamptz, $3::text))
   order by first_at desc, item desc
   limit $4::integer;

-- list-uncounted-hours
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 limit integer
--   $4 except timestamptz[]
select hour
      from generate_series(date_trunc('hour', $1::timestamptz, 'UTC'),
                           least($2::timestamptz, date_trunc('hour', now() - interval '25 hours', 'UTC')) - interval '1 microsecond',
                           interval '1 hour') as hour
     where not exists (select from call_stat_hour counted where counted.hour = hour.hour)
       and hour <> all($4::timestamptz[])
     order by hour
     limit $3::integer;

-- lock-api-key
--   $1 id uuid
--   $2 visible_pools uuid[]
select
  k.id, k.name, k.prefix, k.secret_hash, k.scopes, k.pool_ids, k.rate_limit_per_minute, k.expires_at,
  k.revoked_at, k.last_used_at, k.successor_id, k.created_by, k.created_at,
  case when k.revoked_at is not null then 'revoked'
       when k.expires_at <= statement_timestamp() then 'expired'
       else 'active' end as status,
  (select array_agg(p.name order by p.name) from pool p where p.id = any(k.pool_ids)) as pool_names from api_key k where k.id = $1::uuid and ($2::uuid[] is null or k.pool_ids <@ $2::uuid[]) for update of k;

-- lock-booking
--   $1 pool_id uuid
--   $2 id uuid
select from booking where pool_id = $1::uuid and id = $2::uuid for no key update;

-- lock-mentions-of-phone
--   $1 pool_id uuid
--   $2 ids uuid[]
--   $3 digits text
--   $4 separators text
with locked as materialized (
    select * from booking
     where pool_id = $1::uuid and id = any($2::uuid[])
     order by id
       for no key update
  )
  select id, reference, metadata, announcement from locked
   where translate(reference || ' ' || metadata::text || coalesce(announcement::text, ''), $4::text, '') like '%' || $3::text || '%';

-- lock-number
--   $1 id integer
select from virtual_number where id = $1::integer for no key update;

-- lock-number-to-delete
--   $1 id integer
select pool_id, ordinal from virtual_number
   where id = $1::integer and state <> 'enabled' for update;

-- lock-pool
--   $1 pool_id uuid
select from pool where id = $1::uuid for no key update;

-- lock-pools-of-sub-account
--   $1 sub_account_id text
select from pool where sub_account_id = $1::text order by id for no key update;

-- lock-session
--   $1 session_id text
--   $2 msisdn text
--   $3 sub_account_id text
select s.decision, s.reason, s.booking_id, s.caller_role, s.callee_role, s.caller_index,
         coalesce(s.pin_tries, 0) as pin_tries, s.pin_digest, n.id as virtual_number_id,
         n.state = 'disabled' as is_disabled, p.id as pool_id, p.messages, p.party_pin
    from virtual_number n
    join pool p on p.id = n.pool_id and p.sub_account_id = $3::text
    join call_session s on s.session_id = $1::text and s.pool_id = p.id
   where n.msisdn = $2::text
     for no key update of s;

-- make-job-due
--   $1 name text
update job set due_at = least(due_at, now())
   where name = $1::text and (lease_until is null or lease_until <= now())
  returning name;

-- mark-number-keys
--   $1 key_ids integer[]
--   $2 from text
--   $3 to text
update number_key set state = $3::text where id = any($1::integer[]) and state = $2::text;

-- movable-bookings
--   $1 pool_id uuid
--   $2 numbers.number_id integer[]
--   $3 numbers.most integer[]
--   $4 limit integer
--   $5 except uuid[]
select b.id, b.virtual_number_id as number_id, b.is_quiet,
         array(
           select distinct other.virtual_number_id
             from route mine
             join route other on other.caller_index = mine.caller_index
              and other.reuse_after > now()
            where mine.booking_id = b.id and mine.pool_id = $1::uuid) as held
    from unnest($2::integer[], $3::integer[]) as numbers (number_id, most)
    cross join lateral (
      select c.id, c.virtual_number_id,
             not exists (
               select from call_session s
                where s.booking_id = c.id and s.created_at > now() - interval '15 minutes') as is_quiet,
             c.created_at > now() - interval '15 minutes' as is_young,
             md5(c.id::text || date_trunc('hour', now())) as position
        from booking c
       where c.virtual_number_id = numbers.number_id and c.pool_id = $1::uuid
         and c.status = 'active' and c.expires_at > now() and c.id <> all($5::uuid[])
       order by is_quiet desc, is_young, position
       limit numbers.most) b
   order by b.is_quiet desc, b.is_young, b.position
   limit $4::integer;

-- move-booking
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 virtual_number_id integer
--   $4 reason text
with moved as materialized (
    select pool_id, id, reference, virtual_number_id as from_number_id, $3::integer as to_number_id,
           $4::text as reason
      from booking where pool_id = $1::uuid and id = $2::uuid
  ),
  told_moved as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select b.pool_id, 'booking.number_changed' as type, b.id as booking_id, 0 as position,
            jsonb_build_object('bookingId', b.id, 'reference', b.reference,
              'virtualNumber', new.msisdn, 'previousVirtualNumber', old.msisdn,
              'reason', b.reason) as payload
       from (select * from moved) b
       join virtual_number new on new.id = b.to_number_id
       join virtual_number old on old.id = b.from_number_id
      where b.from_number_id <> b.to_number_id) source) event


    returning pool_id, id, type, booking_id, once_key
  ), told_moved_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from told_moved event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  update booking set virtual_number_id = $3::integer, updated_at = statement_timestamp()
   where pool_id = $1::uuid and id = $2::uuid;

-- number-loads
--   $1 pool_id uuid
with active as (
    select virtual_number_id, count(*) as bookings
      from booking
     where pool_id = $1::uuid and status = 'active' and expires_at > now()
     group by virtual_number_id
  ), cooling as (
    select virtual_number_id, count(distinct booking_id) as bookings
      from route
     where pool_id = $1::uuid and callable_until <= now() and reuse_after > now()
     group by virtual_number_id
  ), calls as (
    select virtual_number, count(*) as calls
      from call_session
     where pool_id = $1::uuid
       and created_at at time zone 'UTC' > (now() - interval '15 minutes') at time zone 'UTC'
     group by virtual_number
  )
  select n.msisdn, n.state, n.operational_status, n.weight,
         coalesce(n.max_active_bookings, p.max_active_bookings) as capacity,
         coalesce(active.bookings, 0)::integer as active,
         coalesce(cooling.bookings, 0)::integer as cooling,
         coalesce(calls.calls, 0)::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
    left join active on active.virtual_number_id = n.id
    left join cooling on cooling.virtual_number_id = n.id
    left join calls on calls.virtual_number = n.msisdn
   where n.pool_id = $1::uuid
   order by n.ordinal;

-- oldest-pools-of-sub-accounts
select distinct on (sub_account_id) id from pool order by sub_account_id, created_at, id;

-- oldest-uncounted
select date_trunc('hour', min((s.created_at at time zone 'UTC'))) at time zone 'UTC' as from
    from call_session s
   where (s.created_at at time zone 'UTC') >= coalesce((select max(hour) from call_stat_hour), '-infinity') at time zone 'UTC';

-- oldest-undelivered
select extract(epoch from statement_timestamp() - min(d.created_at))::float8 as age
    from event_subscription w
    cross join lateral (
      select created_at from event_delivery
       where subscription_id = w.id and status = 'pending'
       order by due_at
       limit 10000) d
   where w.state = 'enabled';

-- page-of-booking-content_digest
--   $1 id uuid
--   $2 pool_id uuid
--   $3 key_ids integer[]
--   $4 limit integer
select id, pool_id, null::bytea as number_index,
           case when get_byte(nullif(content_digest, ''), 0) = any($3::integer[]) then content_digest end
             as ciphertext
      from booking
     where content_digest is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer;

-- page-of-call_leg-party_ciphertext
--   $1 session_id text
--   $2 leg text
--   $3 call_id text
--   $4 pool_id uuid
--   $5 key_ids integer[]
--   $6 limit integer
select session_id, leg, call_id, pool_id, party_index as number_index,
           case when get_byte(nullif(party_ciphertext, ''), 0) = any($5::integer[]) then party_ciphertext end
             as ciphertext
      from call_leg
     where party_ciphertext is not null
       and (session_id, leg, call_id, pool_id) > ($1::text, $2::text, $3::text, $4::uuid)
     order by session_id, leg, call_id, pool_id
     limit $6::integer;

-- page-of-dead_letter-content_ciphertext
--   $1 digest bytea
--   $2 key_ids integer[]
--   $3 limit integer
select digest, null::bytea as number_index,
           case when get_byte(nullif(content_ciphertext, ''), 0) = any($2::integer[]) then content_ciphertext end
             as ciphertext
      from dead_letter
     where content_ciphertext is not null
       and (digest) > ($1::bytea)
     order by digest
     limit $3::integer;

-- page-of-event_subscription-previous_secret_ciphertext
--   $1 id uuid
--   $2 key_ids integer[]
--   $3 limit integer
select id, null::bytea as number_index,
           case when get_byte(nullif(previous_secret_ciphertext, ''), 0) = any($2::integer[]) then previous_secret_ciphertext end
             as ciphertext
      from event_subscription
     where previous_secret_ciphertext is not null
       and (id) > ($1::uuid)
     order by id
     limit $3::integer;

-- page-of-event_subscription-secret_ciphertext
--   $1 id uuid
--   $2 key_ids integer[]
--   $3 limit integer
select id, null::bytea as number_index,
           case when get_byte(nullif(secret_ciphertext, ''), 0) = any($2::integer[]) then secret_ciphertext end
             as ciphertext
      from event_subscription
     where secret_ciphertext is not null
       and (id) > ($1::uuid)
     order by id
     limit $3::integer;

-- page-of-party-number_ciphertext
--   $1 booking_id uuid
--   $2 role text
--   $3 pool_id uuid
--   $4 key_ids integer[]
--   $5 limit integer
select booking_id, role, pool_id, number_index as number_index,
           case when get_byte(nullif(number_ciphertext, ''), 0) = any($4::integer[]) then number_ciphertext end
             as ciphertext
      from party
     where number_ciphertext is not null
       and (booking_id, role, pool_id) > ($1::uuid, $2::text, $3::uuid)
     order by booking_id, role, pool_id
     limit $5::integer;

-- page-of-party-pin_ciphertext
--   $1 booking_id uuid
--   $2 role text
--   $3 pool_id uuid
--   $4 key_ids integer[]
--   $5 limit integer
select booking_id, role, pool_id, null::bytea as number_index,
           case when get_byte(nullif(pin_ciphertext, ''), 0) = any($4::integer[]) then pin_ciphertext end
             as ciphertext
      from party
     where pin_ciphertext is not null
       and (booking_id, role, pool_id) > ($1::uuid, $2::text, $3::uuid)
     order by booking_id, role, pool_id
     limit $5::integer;

-- page-of-party_alternate-number_ciphertext
--   $1 booking_id uuid
--   $2 role text
--   $3 position smallint
--   $4 pool_id uuid
--   $5 key_ids integer[]
--   $6 limit integer
select booking_id, role, position, pool_id, number_index as number_index,
           case when get_byte(nullif(number_ciphertext, ''), 0) = any($5::integer[]) then number_ciphertext end
             as ciphertext
      from party_alternate
     where number_ciphertext is not null
       and (booking_id, role, position, pool_id) > ($1::uuid, $2::text, $3::smallint, $4::uuid)
     order by booking_id, role, position, pool_id
     limit $6::integer;

-- page-of-pins
--   $1 after_booking_id uuid
--   $2 limit integer
with page as materialized (
    select booking_id, pool_id from party_pin
     where booking_id > $1::uuid order by booking_id limit $2::integer
  )
  select pin.pool_id, pin.booking_id, pin.role, pin.virtual_number_id, pin.pin_index,
         party.pin_ciphertext
    from (select distinct booking_id, pool_id from page) of
    join party_pin pin on pin.booking_id = of.booking_id and pin.pool_id = of.pool_id
    left join party on party.booking_id = pin.booking_id and party.role = pin.role
      and party.pool_id = pin.pool_id
   order by pin.booking_id;

-- page-of-routes
--   $1 after_booking_id uuid
--   $2 current_key_id integer
--   $3 key_id integer
--   $4 limit integer
with page as materialized (
    select booking_id, pool_id from route
     where booking_id > $1::uuid order by booking_id limit $4::integer
  )
  select distinct on (page.booking_id) page.booking_id, page.pool_id, (
      select count(*) filter (where get_byte(nullif(callee_ciphertext, ''), 0) = $2::integer)
               > count(*) filter (where get_byte(nullif(callee_ciphertext, ''), 0) = $3::integer)
             or bool_or(get_byte(nullif(callee_ciphertext, ''), 0) is null)
        from route r
       where r.booking_id = page.booking_id and r.pool_id = page.pool_id
         and r.reuse_after > statement_timestamp()) as needs_backfill
    from page
   order by page.booking_id;

-- planned-numbers
--   $1 pool_id uuid
select n.id, n.msisdn, n.weight, n.country_code as country, (
  select count(*) from booking taken
   where taken.virtual_number_id = n.id
     and taken.status = 'active' and taken.expires_at > statement_timestamp())::integer as active,
         coalesce(n.max_active_bookings, p.max_active_bookings) as capacity, (n.state = 'enabled' and n.operational_status = 'Active') as is_usable, (
  select count(*) from call_session s
   where s.virtual_number = n.msisdn
     and s.created_at at time zone 'UTC'
       > (statement_timestamp() - interval '15 minutes') at time zone 'UTC')::integer as calls
    from virtual_number n
    join pool p on p.id = n.pool_id
   where n.pool_id = $1::uuid
   order by n.ordinal;

-- pool-for-new-numbers
--   $1 sub_account_id text
--   $2 pool_id uuid
select id, new_numbers from pool
   where sub_account_id = $1::text and ($2::uuid is null or id = $2::uuid)
   order by created_at, id
   limit 1;

-- pool-names-of-endpoints
--   $1 ids uuid[]
select id, name from pool where id = any($1::uuid[]);

-- put-aside
--   $1 job text
--   $2 item text
--   $3 reason text
insert into job_set_aside (job, item, reason, next_try_at)
  values ($1::text, $2::text, $3::text, now() + interval '1 hour')
  on conflict (job, item) do update set
    reason = excluded.reason, last_at = now(), times = job_set_aside.times + 1,
    next_try_at = now()
      + make_interval(hours => least(24, power(2, least(job_set_aside.times, 5)))::integer),
    warned_at = case when job_set_aside.warned_at <= now() - interval '1 day' then now()
      else job_set_aside.warned_at end
  returning warned_at = now() as is_warning;

-- read-clock-of-erasure
select statement_timestamp() as at, statement_timestamp()::text as text;

-- read-locked-booking
--   $1 pool_id uuid
--   $2 id uuid
--   $3 expires_at timestamptz
select b.id, b.reference, b.virtual_number_id, b.expires_at, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status,
         p.name as pool_name, p.grace_seconds, p.cooldown_seconds, p.party_pin,
         ($3::timestamptz is null or $3::timestamptz > statement_timestamp()) as expires_later,
         statement_timestamp()::text as locked_at
    from booking b join pool p on p.id = b.pool_id
   where b.pool_id = $1::uuid and b.id = $2::uuid;

-- read-locked-version
--   $1 pool_id uuid
--   $2 booking_id uuid
select
  b.id, b.pool_id, p.name as pool_name, b.reference, (case when b.status = 'active' and b.expires_at <= statement_timestamp() then 'expired'
  else b.status end) as status,
  n.msisdn as virtual_number, b.expires_at, b.ended_at, b.created_at, b.updated_at,
  extract(epoch from b.updated_at)::text as revision,
  b.call_recording, b.callers_allowed, b.announcement, b.metadata,
  coalesce(b.call_recording, p.call_recording) as is_recorded,
         coalesce(
           (select max(r.callable_until) from route r
             where r.pool_id = b.pool_id and r.booking_id = b.id),
           least(b.expires_at, b.ended_at)) as callable_until,
         (select json_agg(json_build_object(
             'role', party.role, 'ciphertext', encode(party.number_ciphertext, 'base64'),
             'pin', encode(party.pin_ciphertext, 'base64'),
             'alternates', (
               select coalesce(json_agg(json_build_object('position', a.position,
                                  'ciphertext', encode(a.number_ciphertext, 'base64'))
                                order by a.position), '[]')
                 from party_alternate a
                where a.pool_id = party.pool_id and a.booking_id = party.booking_id
                  and a.role = party.role)) order by party.position)
            from party where party.pool_id = b.pool_id and party.booking_id = b.id) as parties
    from booking b
    join pool p on p.id = b.pool_id
    join virtual_number n on n.id = b.virtual_number_id where b.pool_id = $1::uuid and b.id = $2::uuid;

-- record-app-call
--   $1 pool_id uuid
--   $2 session_id text
--   $3 booking_id uuid
--   $4 virtual_number text
--   $5 caller_role text
--   $6 callee_role text
--   $7 caller_index bytea
with recorded as (
    insert into call_session (pool_id, session_id, booking_id, virtual_number, decision, reason,
                              caller_role, callee_role, caller_index, decided_at)
    values ($1::uuid, $2::text, $3::uuid, $4::text, 'connect',
            'called-from-app', $5::text, $6::text, $7::bytea, now())
    on conflict (session_id, pool_id) do update set
      booking_id = excluded.booking_id, virtual_number = excluded.virtual_number,
      decision = excluded.decision, reason = excluded.reason, caller_role = excluded.caller_role,
      callee_role = excluded.callee_role, caller_index = excluded.caller_index,
      decided_at = excluded.decided_at
    where call_session.decision is null
    returning *
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from recorded;

-- record-pin-entry
--   $1 pool_id uuid
--   $2 session_id text
--   $3 decision text
--   $4 reason text
--   $5 booking_id uuid
--   $6 caller_role text
--   $7 callee_role text
--   $8 pin_tries smallint
--   $9 pin_digest bytea
--   $10 attempt_id uuid
with recorded as (
    update call_session
       set decision = $3::text, reason = $4::text, booking_id = $5::uuid,
           caller_role = $6::text, callee_role = $7::text,
           pin_tries = $8::smallint, pin_digest = $9::bytea,
           decided_at = statement_timestamp(), attempt_id = $10::uuid
     where pool_id = $1::uuid and session_id = $2::text
    returning *
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from recorded;

-- recount-held-sync
--   $1 pool_id uuid
--   $2 would_retire integer
--   $3 numbers integer
update held_sync set would_retire = $2::integer, numbers = $3::integer
   where pool_id = $1::uuid;

-- recount-hours
--   $1 limit integer
--   $2 except timestamptz[]
with marks as (
    delete from call_stat_recount
     where hour in (
       select m.hour from call_stat_recount m
        where exists (select from call_stat_hour h where h.hour = m.hour) and m.hour <> all($2::timestamptz[])
        order by m.hour limit $1::integer
          for update skip locked)
    returning hour
  ), hours as (
    -- Waits for a concurrent batch of deletions, and sees its change of the hour.
    update call_stat_hour set counted_at = now()
     where hour in (select hour from marks) and not is_partial
    returning hour
  ), removed as (
    delete from call_stat where hour in (select hour from hours) returning hour
  ), counted as (
    insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                           mos_calls)
    select h.hour, one.*
      from hours h
      cross join lateral (
  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - 0 * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and true
   group by 1, 2, 3) one
     -- Inserts only after the rows to be replaced have been removed.
     where (select count(*) from removed) >= 0
    returning calls
  )
  select (select count(*)::integer from marks) as marks,
         (select count(*)::integer from hours) as hours;

-- recount-these-hours
--   $1 hours timestamptz[]
with marks as (
    delete from call_stat_recount
     where hour in (
       select m.hour from call_stat_recount m
        where exists (select from call_stat_hour h where h.hour = m.hour) and m.hour = any($1::timestamptz[])
        order by m.hour
          for update skip locked)
    returning hour
  ), hours as (
    -- Waits for a concurrent batch of deletions, and sees its change of the hour.
    update call_stat_hour set counted_at = now()
     where hour in (select hour from marks) and not is_partial
    returning hour
  ), removed as (
    delete from call_stat where hour in (select hour from hours) returning hour
  ), counted as (
    insert into call_stat (hour, pool_id, virtual_number, outcome, calls, talk_seconds, mos_sum,
                           mos_calls)
    select h.hour, one.*
      from hours h
      cross join lateral (
  select s.pool_id, coalesce(s.virtual_number, '') as virtual_number, result.outcome,
         count(*)::integer as calls,
         coalesce(sum(case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end), 0) as talk_seconds,
         coalesce(sum(case when s.mos between 1 and 5 then s.mos end), 0) as mos_sum, count(case when s.mos between 1 and 5 then s.mos end)::integer as mos_calls
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - 0 * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
   where (s.created_at at time zone 'UTC') >= h.hour at time zone 'UTC'
     and (s.created_at at time zone 'UTC') < (h.hour + interval '1 hour') at time zone 'UTC' and true
   group by 1, 2, 3) one
     -- Inserts only after the rows to be replaced have been removed.
     where (select count(*) from removed) >= 0
    returning calls
  )
  select (select count(*)::integer from marks) as marks,
         (select count(*)::integer from hours) as hours;

-- redeliver-event
--   $1 event_id uuid
--   $2 subscription_id uuid
insert into event_delivery as d (pool_id, event_id, subscription_id, booking_id, due_at)
  select e.pool_id, e.id, w.id, e.booking_id, statement_timestamp()
    from outbox_event e
    join event_subscription w on w.state = 'enabled'
      and (w.id = $2::uuid
        or $2::uuid is null and (
  w.state = 'enabled' and (w.types is null or e.type = any(w.types))
    and (w.pool_ids is null or e.pool_id = any(w.pool_ids)) or exists (
          select from event_delivery had where had.event_id = e.id and had.subscription_id = w.id)))
   where e.id = $1::uuid
  on conflict (event_id, subscription_id, pool_id) do update set
    status = 'pending', attempts = 0, due_at = excluded.due_at, claim = null, claimed_until = null
  returning d.*;

-- redirect-routes
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 routes.virtual_number_id integer[]
--   $4 routes.caller_index bytea[]
--   $5 routes.callee_index bytea[]
--   $6 routes.callee_ciphertext bytea[]
update route
     set callee_index = routes.callee_index, callee_ciphertext = routes.callee_ciphertext
    from unnest($3::integer[], $4::bytea[], $5::bytea[], $6::bytea[]) as routes (virtual_number_id, caller_index, callee_index, callee_ciphertext)
   where route.pool_id = $1::uuid and route.booking_id = $2::uuid
     and route.virtual_number_id = routes.virtual_number_id
     and route.caller_index = routes.caller_index;

-- reencrypt-booking-content_digest
--   $1 input.id uuid[]
--   $2 input.pool_id uuid[]
--   $3 input.previous_ciphertext bytea[]
--   $4 input.previous_index bytea[]
--   $5 input.new_ciphertext bytea[]
--   $6 input.new_index bytea[]
with changed as (
      update booking t
         set content_digest = input.new_ciphertext
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.content_digest = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-call_leg-party_ciphertext
--   $1 input.session_id text[]
--   $2 input.leg text[]
--   $3 input.call_id text[]
--   $4 input.pool_id uuid[]
--   $5 input.previous_ciphertext bytea[]
--   $6 input.previous_index bytea[]
--   $7 input.new_ciphertext bytea[]
--   $8 input.new_index bytea[]
with changed as (
      update call_leg t
         set party_ciphertext = input.new_ciphertext , party_index = input.new_index
        from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as input (session_id, leg, call_id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.session_id = input.session_id and t.leg = input.leg and t.call_id = input.call_id and t.pool_id = input.pool_id
         and t.party_ciphertext = input.previous_ciphertext
      returning input.session_id, input.leg, input.call_id, input.pool_id, input.previous_index, input.new_index
    ) , followed as (
  update call_session s set caller_index = changed.new_index from changed
   where s.session_id = changed.session_id and s.pool_id = changed.pool_id and changed.leg = 'A'
     and s.caller_index = changed.previous_index)
    select count(*)::integer as reencrypted from changed;

-- reencrypt-dead_letter-content_ciphertext
--   $1 input.digest bytea[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update dead_letter t
         set content_ciphertext = input.new_ciphertext
        from unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (digest, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.digest = input.digest
         and t.content_ciphertext = input.previous_ciphertext
      returning input.digest, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-event_subscription-previous_secret_ciphertext
--   $1 input.id uuid[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update event_subscription t
         set previous_secret_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id
         and t.previous_secret_ciphertext = input.previous_ciphertext
      returning input.id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-event_subscription-secret_ciphertext
--   $1 input.id uuid[]
--   $2 input.previous_ciphertext bytea[]
--   $3 input.previous_index bytea[]
--   $4 input.new_ciphertext bytea[]
--   $5 input.new_index bytea[]
with changed as (
      update event_subscription t
         set secret_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id
         and t.secret_ciphertext = input.previous_ciphertext
      returning input.id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-party-number_ciphertext
--   $1 input.booking_id uuid[]
--   $2 input.role text[]
--   $3 input.pool_id uuid[]
--   $4 input.previous_ciphertext bytea[]
--   $5 input.previous_index bytea[]
--   $6 input.new_ciphertext bytea[]
--   $7 input.new_index bytea[]
with changed as (
      update party t
         set number_ciphertext = input.new_ciphertext , number_index = input.new_index
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (booking_id, role, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.pool_id = input.pool_id
         and t.number_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.pool_id, input.previous_index, input.new_index
    ) , followed as (
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.previous_index)
    select count(*)::integer as reencrypted from changed;

-- reencrypt-party-pin_ciphertext
--   $1 input.booking_id uuid[]
--   $2 input.role text[]
--   $3 input.pool_id uuid[]
--   $4 input.previous_ciphertext bytea[]
--   $5 input.previous_index bytea[]
--   $6 input.new_ciphertext bytea[]
--   $7 input.new_index bytea[]
with changed as (
      update party t
         set pin_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (booking_id, role, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.pool_id = input.pool_id
         and t.pin_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as reencrypted from changed;

-- reencrypt-party_alternate-number_ciphertext
--   $1 input.booking_id uuid[]
--   $2 input.role text[]
--   $3 input.position smallint[]
--   $4 input.pool_id uuid[]
--   $5 input.previous_ciphertext bytea[]
--   $6 input.previous_index bytea[]
--   $7 input.new_ciphertext bytea[]
--   $8 input.new_index bytea[]
with changed as (
      update party_alternate t
         set number_ciphertext = input.new_ciphertext , number_index = input.new_index
        from unnest($1::uuid[], $2::text[], $3::smallint[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as input (booking_id, role, position, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.position = input.position and t.pool_id = input.pool_id
         and t.number_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.position, input.pool_id, input.previous_index, input.new_index
    ) , followed as (
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.previous_index)
    select count(*)::integer as reencrypted from changed;

-- register-jobs
--   $1 jobs.name text[]
--   $2 jobs.every_seconds integer[]
insert into job (name, due_at)
  select name, case when every_seconds > 0 then now() end
    from unnest($1::text[], $2::integer[]) as jobs (name, every_seconds)
   order by name
  on conflict (name) do update set
    due_at = case when excluded.due_at is null then null
      else coalesce(job.due_at, excluded.due_at) end;

-- register-number-key
--   $1 id integer
--   $2 check_value bytea
insert into number_key (id, check_value, state, generation)
  select $1::integer, $2::bytea, case when is_first then 'complete' else 'known' end,
         case when is_first then 1 end
    from (select not exists (select from number_key) as is_first) start
  on conflict do nothing;

-- reindex-numbers
--   $1 numbers.id integer[]
--   $2 numbers.msisdn_index bytea[]
update virtual_number n set msisdn_index = numbers.msisdn_index
    from unnest($1::integer[], $2::bytea[]) as numbers (id, msisdn_index)
   where n.id = numbers.id
  returning true;

-- release-delivery
--   $1 event_id uuid
--   $2 subscription_id uuid
--   $3 pool_id uuid
--   $4 claim uuid
update event_delivery set claim = null, claimed_until = null where event_id = $1::uuid and subscription_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid;

-- renew-lease
--   $1 name text
--   $2 fence bigint
--   $3 lease_seconds integer
update job set lease_until = now() + make_interval(secs => $3::integer)
   where name = $1::text and fence = $2::bigint and holder is not null
  returning name;

-- replace-phone
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 ciphertext bytea
--   $5 index bytea
--   $6 pin_ciphertext bytea
with forgotten as (
    update booking set content_digest = null where pool_id = $1::uuid and id = $2::uuid
  )
  update party set number_ciphertext = $4::bytea, number_index = $5::bytea, pin_ciphertext = $6::bytea
   where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text;

-- retire-missing-numbers
--   $1 pool_id uuid
--   $2 as_of timestamptz
--   $3 seen_since timestamptz
--   $4 after_id integer
--   $5 limit integer
with locked as materialized (
    select n.id, n.operational_status as previous_status
      from virtual_number n
     where n.pool_id = $1::uuid and n.id > $4::integer and n.operational_status <> 'Inactive'
       and
  (n.created_at <= $2::timestamptz and (n.carrier_updated_at is null or n.carrier_updated_at <= $2::timestamptz)
    and (n.synced_at is null or n.synced_at < $3::timestamptz))
     order by n.id
     limit $5::integer
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = 'Inactive', carrier_updated_at = $2::timestamptz, synced_at = now(),
           updated_at = now()
      from locked
     where n.id = locked.id
    returning n.id, n.msisdn, n.pool_id, n.state, n.operational_status, locked.previous_status
  ),
  status_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as position,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.previous_status) as payload
     from updated n
    where n.operational_status <> n.previous_status) source) event


    returning pool_id, id, type, booking_id, once_key
  ), status_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from status_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*)::integer as retired, max(id) as last from updated;

-- retire-number-keys
--   $1 key_ids integer[]
update number_key set state = 'retiring'
   where id = any($1::integer[]) and state in ('filling', 'complete');

-- retry-set-aside
--   $1 job text
update job_set_aside set next_try_at = least(next_try_at, now()) where job = $1::text
  returning true;

-- revoke-api-key
--   $1 id uuid
update api_key set revoked_at = coalesce(revoked_at, statement_timestamp()) where id = $1::uuid;

-- revoke-connection
--   $1 session_id text
--   $2 attempt_id uuid
--   $3 reason text
with recorded as (
    update call_session set decision = 'refuse', reason = $3::text
     where session_id = $1::text and attempt_id = $2::uuid and decision = 'connect'
    returning *
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select session_id from recorded;

-- revoke-unexecuted-connection
--   $1 session_id text
--   $2 sub_account_id text
with recorded as (
    update call_session s set decision = 'refuse', reason = 'response-lost'
     where s.session_id = $1::text and s.decision = 'connect' and s.reason <> 'called-from-app'
       and s.is_called_out is not true
       and exists (
         select from pool p where p.id = s.pool_id and p.sub_account_id = $2::text)
       and not exists (
         select from call_leg l
          where l.session_id = s.session_id and l.leg = 'B' and l.pool_id = s.pool_id)
    returning *
  ),
  decided_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000') source) event
     where
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from recorded;

-- rewrite-reference-of-event
--   $1 pool_id uuid
--   $2 id uuid
--   $3 reference text
update outbox_event set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text))
   where pool_id = $1::uuid and id = $2::uuid;

-- rewrite-references-of-events
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 reference text
update outbox_event
     set payload = jsonb_set(payload, '{reference}', to_jsonb($3::text), false)
   where pool_id = $1::uuid and booking_id = $2::uuid;

-- rewrite-texts-of-booking
--   $1 pool_id uuid
--   $2 id uuid
--   $3 reference text
--   $4 metadata jsonb
--   $5 announcement jsonb
update booking
     set reference = $3::text, metadata = $4::jsonb, announcement = $5::jsonb
   where pool_id = $1::uuid and id = $2::uuid;

-- rotate-webhook-secret
--   $1 id uuid
--   $2 secret_ciphertext bytea
--   $3 overlap_seconds float8
update event_subscription
     set previous_secret_ciphertext = secret_ciphertext,
         secret_ciphertext = $2::bytea,
         previous_secret_until = statement_timestamp() + make_interval(secs => $3::float8),
         updated_at = statement_timestamp()
   where id = $1::uuid;

-- same-life-of-api-key
--   $1 id uuid
select (statement_timestamp() + (expires_at - created_at))::text as expires_at
    from api_key where id = $1::uuid;

-- select-calls
--   $1 calls.pool_id uuid[]
--   $2 calls.session_id text[]
--   $3 unknown_after_hours integer
select s.*, result.outcome, case when result.outcome = 'answered' then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end as talked_seconds,
         s.created_at::text as created_at_text, p.name as pool_name,
         coalesce((
           select json_agg(json_build_object(
                    'callId', l.call_id, 'leg', l.leg, 'state', l.state,
                    'partyCiphertext', encode(l.party_ciphertext, 'base64'),
                    'initiatedAt', l.initiated_at, 'connectedAt', l.connected_at,
                    'disconnectedAt', l.disconnected_at, 'durationSeconds', l.duration_seconds,
                    'mos', l.mos, 'packetLossRate', l.packet_loss_rate, 'jitter', l.jitter)
                  order by l.leg, l.call_id)
             from call_leg l
            where l.pool_id = s.pool_id and l.session_id = s.session_id
              and not exists (
                select from call_leg better
                 where better.pool_id = l.pool_id and better.session_id = l.session_id
                   and better.call_id = l.call_id and better.leg <> l.leg
                   and better.state_rank > l.state_rank)), '[]') as legs,
         -- A VRU names no number: the first ones may have arrived before the pool was known.
         coalesce((
           select json_agg(json_build_object(
                    'recordingId', one.recording_id, 'status', one.status,
                    'durationSeconds', one.duration_seconds, 'filePath', one.file_path)
                  order by one.recording_id)
             from (select distinct on (r.recording_id) r.*
                     from recording r where r.session_id = s.session_id
                    order by r.recording_id, r.status_rank desc, r.status collate "C" desc) one), '[]')
           as recordings,
         phone.position as caller_position, phone.number_ciphertext as caller_ciphertext
    from call_session s
    cross join lateral (select
  case
    when s.decision = 'refuse' then 'refused'
    when s.session_status is not null then
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
  end
    when s.created_at < now() - $3::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
    left join pool p on p.id = s.pool_id
    -- The phone of a party, if the caller is one; the number of another caller is in leg A.
    left join lateral (
      select 0 as position, number_ciphertext from party
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      union all
      select position, number_ciphertext from party_alternate
       where pool_id = s.pool_id and booking_id = s.booking_id and role = s.caller_role
         and number_index = s.caller_index
      limit 1) phone on true
   where (s.pool_id, s.session_id) in (select * from unnest($1::uuid[], $2::text[]) as calls (pool_id, session_id));

-- select-live-routes
--   $1 pool_id uuid
--   $2 booking_id uuid
select virtual_number_id, caller_index, caller_role, callee_ciphertext, get_byte(nullif(callee_ciphertext, ''), 0) as key_id
    from route
   where pool_id = $1::uuid and booking_id = $2::uuid
     and reuse_after > statement_timestamp();

-- select-phones
--   $1 pool_id uuid
--   $2 booking_id uuid
select role, 0 as position, number_ciphertext, number_index
    from party where pool_id = $1::uuid and booking_id = $2::uuid and number_index is not null
  union all
  select role, position, number_ciphertext, number_index
    from party_alternate where pool_id = $1::uuid and booking_id = $2::uuid
  order by role, position;

-- select-pin
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
select pin_ciphertext from party
   where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text and pin_ciphertext is not null;

-- select-pin-rows
--   $1 pool_id uuid
--   $2 booking_id uuid
select virtual_number_id, pin_index, role from party_pin
   where pool_id = $1::uuid and booking_id = $2::uuid;

-- select-routes-of-party
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 role text
--   $4 locked_at timestamptz
select virtual_number_id, caller_index, get_byte(nullif(callee_ciphertext, ''), 0) as key_id, assigned_at
    from route
   where pool_id = $1::uuid and booking_id = $2::uuid and caller_role = $3::text and callable_until > $4::timestamptz;

-- select-written-keys
select array(
  select id from number_key where state in ('filling', 'complete') order by id) as keys;

-- settle-failed-delivery
--   $1 event_id uuid
--   $2 subscription_id uuid
--   $3 pool_id uuid
--   $4 claim uuid
--   $5 last_status smallint
--   $6 last_error text
--   $7 pause_seconds float8
--   $8 is_gone boolean
--   $9 switch_off_seconds float8
with settled as (
    update event_delivery
       set status = case when $7::float8 is null then 'dead' else 'pending' end,
           attempts = attempts + 1, claim = null, claimed_until = null,
           due_at = statement_timestamp() + make_interval(secs => coalesce($7::float8, 0)),
           last_attempt_at = statement_timestamp(), last_status = $5::smallint,
           last_error = $6::text
     where event_id = $1::uuid and subscription_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid
    returning status
  ), endpoint as (
    update event_subscription w
       set failing_since = coalesce(w.failing_since, statement_timestamp()),
           state = case when decided.reason is null then w.state else 'disabled' end,
           disabled_reason = decided.reason,
           updated_at = case when decided.reason is null then w.updated_at
             else statement_timestamp() end
      from (select id, case when $8::boolean then 'gone'
                     when failing_since
                       <= statement_timestamp() - make_interval(secs => $9::float8)
                     then 'failing' end as reason
              from event_subscription where id = $2::uuid) decided
     where w.id = decided.id and w.state = 'enabled' and exists (select from settled)
       and (w.failing_since is null or decided.reason is not null)
    returning w.disabled_reason
  )
  select status, (select disabled_reason from endpoint) as switched_off from settled;

-- settle-taken-delivery
--   $1 event_id uuid
--   $2 subscription_id uuid
--   $3 pool_id uuid
--   $4 claim uuid
--   $5 last_status smallint
with settled as (
    update event_delivery
       set status = 'delivered', attempts = attempts + 1, claim = null, claimed_until = null,
           last_attempt_at = statement_timestamp(), last_status = $5::smallint,
           last_error = null
     where event_id = $1::uuid and subscription_id = $2::uuid and pool_id = $3::uuid
       and claim = $4::uuid
    returning status
  ), endpoint as (
    -- At most once a minute: calls read this row.
    update event_subscription
       set last_success_at = statement_timestamp(), failing_since = null
     where id = $2::uuid and exists (select from settled)
       and (failing_since is not null or last_success_at is null
            or last_success_at < statement_timestamp() - interval '1 minute')
  )
  select status, null::text as switched_off from settled;

-- succeed-api-key
--   $1 id uuid
--   $2 successor_id uuid
--   $3 overlap_seconds integer
update api_key
     set successor_id = $2::uuid,
         expires_at = least(expires_at,
           statement_timestamp() + make_interval(secs => $3::integer))
   where id = $1::uuid;

-- take-messages
--   $1 messages.position integer[]
--   $2 messages.message_key text[]
--   $3 messages.session_id text[]
--   $4 messages.sub_account_id text[]
--   $5 messages.number_a text[]
--   $6 messages.number_b text[]
--   $7 messages.virtual_number text[]
--   $8 messages.session_status text[]
--   $9 messages.session_status_rank integer[]
--   $10 messages.last_action text[]
--   $11 messages.error_code integer[]
--   $12 messages.started_at timestamptz[]
--   $13 messages.ended_at timestamptz[]
--   $14 messages.is_called_out boolean[]
--   $15 messages.callee_rank integer[]
--   $16 messages.talk_seconds integer[]
--   $17 messages.mos float8[]
--   $18 messages.callee_connected_at timestamptz[]
--   $19 messages.callee_disconnected_at timestamptz[]
--   $20 messages.callee_seconds integer[]
--   $21 legs.message_position integer[]
--   $22 legs.call_id text[]
--   $23 legs.leg text[]
--   $24 legs.state text[]
--   $25 legs.state_rank integer[]
--   $26 legs.party_index bytea[]
--   $27 legs.party_ciphertext bytea[]
--   $28 legs.initiated_at timestamptz[]
--   $29 legs.connected_at timestamptz[]
--   $30 legs.disconnected_at timestamptz[]
--   $31 legs.duration_seconds integer[]
--   $32 legs.mos float8[]
--   $33 legs.packet_loss_rate float8[]
--   $34 legs.jitter float8[]
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
  exists (select from event_subscription where state = 'enabled')
    and exists (select from event_subscription w where
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids)))
    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), call_ended_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from call_ended_event event
      join event_subscription w on
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
   where located.session_status is not null;

-- take-number-news
--   $1 sub_account_id text
--   $2 as_of timestamptz
--   $3 numbers.msisdn text[]
--   $4 numbers.operational_status text[]
--   $5 numbers.country_code text[]
--   $6 numbers.reference_id text[]
--   $7 numbers.number_type text[]
--   $8 numbers.health jsonb[]
--   $9 numbers.updated_at timestamptz[]
with input as materialized (
    select msisdn, operational_status, country_code, reference_id, number_type, health,
           -- A date far ahead would make all later reports look old.
           least(coalesce(updated_at, $2::timestamptz), now() + interval '1 minute') as carrier_updated_at
      from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::timestamptz[]) as numbers (msisdn, operational_status, country_code, reference_id, number_type, health, updated_at)
  ), locked as materialized (
    select n.id, n.operational_status as previous_status, input.operational_status,
           input.country_code, input.reference_id, input.number_type, input.health, input.carrier_updated_at,
           n.carrier_updated_at is null or n.carrier_updated_at < input.carrier_updated_at
             or (n.carrier_updated_at = input.carrier_updated_at and (input.operational_status is null
               or
  (coalesce(array_position(array['Active', '', 'Unhealthy', 'Expiring', 'Inactive'], input.operational_status),
            2), input.operational_status collate "C") >=
  (coalesce(array_position(array['Active', '', 'Unhealthy', 'Expiring', 'Inactive'], n.operational_status),
            2), n.operational_status collate "C")))
             as is_new
      from input
      join virtual_number n on n.msisdn = input.msisdn
      join pool p on p.id = n.pool_id and p.sub_account_id = $1::text
     order by n.id
       for no key update of n
  ), updated as (
    update virtual_number n
       set operational_status = case when is_new
             then coalesce(locked.operational_status, n.operational_status)
             else n.operational_status end,
           country_code = case when is_new
             then coalesce(locked.country_code, n.country_code) else n.country_code end,
           reference_id = case when is_new
             then coalesce(locked.reference_id, n.reference_id) else n.reference_id end,
           number_type = case when is_new
             then coalesce(locked.number_type, n.number_type) else n.number_type end,
           health = case when is_new then coalesce(locked.health, n.health) else n.health end,
           carrier_updated_at = case when is_new then locked.carrier_updated_at else n.carrier_updated_at end,
           synced_at = now(),
           updated_at = case when is_new and locked.previous_status is distinct from
               coalesce(locked.operational_status, n.operational_status)
             then now() else n.updated_at end
      from locked
     where n.id = locked.id
    returning n.msisdn, n.pool_id, n.state, n.operational_status, locked.previous_status,
      locked.is_new
  ),
  status_event as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select n.pool_id, 'number.state_changed' as type, null::uuid as booking_id,
          0 as position,
          jsonb_build_object('virtualNumber', n.msisdn, 'state', n.state,
            'previousState', n.state, 'operationalStatus', n.operational_status,
            'previousOperationalStatus', n.previous_status) as payload
     from updated n
    where n.operational_status <> n.previous_status) source) event


    returning pool_id, id, type, booking_id, once_key
  ), status_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from status_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select count(*) filter (where is_new)::integer as updated from updated;

-- take-recording
--   $1 message_key text
--   $2 session_id text
--   $3 sub_account_id text
--   $4 recording_id text
--   $5 status text
--   $6 status_rank integer
--   $7 duration_seconds integer
--   $8 file_path text
with input as materialized (
    select $1::text as message_key, $2::text as session_id,
           $3::text as sub_account_id, null::text as number_a, null::text as number_b
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
  )
  insert into recording (pool_id, session_id, recording_id, status, status_rank, duration_seconds,
                         file_path)
  select pool_id, session_id, $4::text, $5::text, $6::integer, $7::integer,
         $8::text
    from fresh
  on conflict (session_id, recording_id, pool_id) do update set
    status = case
      when excluded.status_rank > recording.status_rank
        or excluded.status_rank = recording.status_rank
        and excluded.status > recording.status collate "C"
      then excluded.status else recording.status end,
    status_rank = greatest(recording.status_rank, excluded.status_rank),
    duration_seconds = greatest(recording.duration_seconds, excluded.duration_seconds),
    file_path = greatest(recording.file_path, excluded.file_path);

-- touch-api-key
--   $1 id uuid
update api_key set last_used_at = statement_timestamp()
   where id = $1::uuid
     and (last_used_at is null or last_used_at < statement_timestamp() - interval '1 minute');

-- unknown-numbers
--   $1 msisdns text[]
select msisdn from unnest($1::text[]) as msisdn
   where not exists (select from virtual_number n where n.msisdn = msisdn.msisdn);

-- update-booking
--   $1 pool_id uuid
--   $2 booking_id uuid
--   $3 expires_at timestamptz
--   $4 ttl_seconds integer
--   $5 cooldown_seconds integer
--   $6 locked_at timestamptz
--   $7 changed text[]
--   $8 call_recording boolean
--   $9 callers_allowed text[]
--   $10 announcement jsonb
--   $11 metadata jsonb
with changed as (
    update booking
       set expires_at = coalesce($3::timestamptz,
             $6::timestamptz + make_interval(secs => $4::integer), expires_at),
           call_recording = case when 'call_recording' = any($7::text[])
             then $8::boolean else call_recording end,
           callers_allowed = case when 'callers_allowed' = any($7::text[])
             then $9::text[] else callers_allowed end,
           announcement = case when 'announcement' = any($7::text[])
             then $10::jsonb else announcement end,
           metadata = case when 'metadata' = any($7::text[])
             then $11::jsonb else metadata end,
           updated_at = $6::timestamptz
     where pool_id = $1::uuid and id = $2::uuid
    returning expires_at
  )
  update route
     set callable_until = changed.expires_at,
         reuse_after = changed.expires_at + make_interval(secs => $5::integer)
    from changed
   where route.pool_id = $1::uuid and route.booking_id = $2::uuid
     and route.callable_until > $6::timestamptz;

-- write-events
--   $1 events.position integer[]
--   $2 events.pool_id uuid[]
--   $3 events.type text[]
--   $4 events.payload jsonb[]
with
  written as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           null, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select pool_id, type, null::uuid as booking_id, position, payload from unnest($1::integer[], $2::uuid[], $3::text[], $4::jsonb[]) as events (position, pool_id, type, payload)) source) event


    returning pool_id, id, type, booking_id, once_key
  ), written_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from written event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from written;

-- write-hourly-event
--   $1 pool_id uuid
--   $2 type text
--   $3 payload jsonb
with
  written as (
    insert into outbox_event (pool_id, id, type, booking_id, once_key, payload, occurred_at)
    select event.pool_id, (lpad(to_hex((date_part('epoch', event.occurred_at) * 1000000)::bigint / 1000), 12, '0')
    || to_hex(28672 + (date_part('epoch', event.occurred_at) * 1000000)::bigint % 1000 * 4096 / 1000)
    || substr(gen_random_uuid()::text, 20))::uuid, event.type, event.booking_id,
           event.once_key, event.payload, event.occurred_at
      from (select source.*,
                   statement_timestamp() + source.position * interval '1 microsecond' as occurred_at
              from (select $1::uuid as pool_id, $2::text as type, null::uuid as booking_id,
            $2::text || ':' || to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24') as once_key, 0 as position, $3::jsonb as payload) source) event

    on conflict do nothing
    returning pool_id, id, type, booking_id, once_key
  ), written_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from written event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from written;
