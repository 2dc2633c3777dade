-- attribute-sessions
--   $1 sessions.pool_id uuid[]
--   $2 sessions.session_id text[]
with locked as materialized (
    -- Waits for a call handle that is being decided, and then leaves the session to it; and for
    -- another statement of this kind, and then sees what its events say.
    select s.*,
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
  end as outcome,
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) as talked
      from unnest($1::uuid[], $2::text[]) as sessions (pool_id, session_id)
      join call_session s on s.session_id = sessions.session_id and s.pool_id = sessions.pool_id
     where (s.decision is null and s.booking_id is null and s.session_status is not null)
     order by s.session_id, s.pool_id
       for no key update of s
  ), attributed as (
    update call_session s
       set booking_id = r.booking_id, caller_role = r.caller_role, callee_role = r.callee_role,
           caller_index = coalesce(r.caller_index, s.caller_index),
           previous_outcome = ended.outcome, previous_talk_seconds = ended.talked
      from locked ended
      left join lateral (
        select r.booking_id, r.caller_role, r.callee_role, r.caller_index
          from call_leg a
          join virtual_number n on n.msisdn = ended.virtual_number and n.pool_id = ended.pool_id
          join route r on r.caller_index = a.party_index and r.virtual_number_id = n.id
            and coalesce(ended.started_at, a.initiated_at, ended.created_at) >= r.assigned_at
            and coalesce(ended.started_at, a.initiated_at, ended.created_at) < r.callable_until
         where a.session_id = ended.session_id and a.pool_id = ended.pool_id and a.leg = 'A'
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
         limit 1) r on true
     where s.session_id = ended.session_id and s.pool_id = ended.pool_id
       and (r.booking_id is not null or ended.previous_outcome is null
         or (ended.previous_outcome, ended.previous_talk_seconds)
           is distinct from (ended.outcome, ended.talked))
    returning s.pool_id, s.session_id, s.booking_id, s.virtual_number, s.decision, s.reason, s.caller_role,
      s.callee_role, s.session_status, s.is_called_out, s.callee_rank, s.talk_seconds, s.callee_connected_at,
      s.callee_last_connected_at, s.callee_disconnected_at, s.callee_seconds, ended.previous_outcome,
      ended.previous_talk_seconds, s.started_at, s.ended_at, s.created_at
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
  end as outcome from attributed s
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
      from attributed
     where created_at < now() - interval '25 hours'
     order by hour
    on conflict do nothing
  )
  select from attributed;

-- call-stats-day
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
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
       and true
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
            and true
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-hour
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
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
       and true
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
            and true
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-of-numbers-day
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
--   $7 virtual_numbers text[]
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
       and c.virtual_number = any($7::text[])
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
            and s.virtual_number = any($7::text[])
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-of-numbers-hour
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
--   $7 virtual_numbers text[]
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
       and c.virtual_number = any($7::text[])
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
            and s.virtual_number = any($7::text[])
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-of-numbers-outcome
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
--   $7 virtual_numbers text[]
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
       and c.virtual_number = any($7::text[])
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
            and s.virtual_number = any($7::text[])
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-of-numbers-pool
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
--   $7 virtual_numbers text[]
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
       and c.virtual_number = any($7::text[])
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
            and s.virtual_number = any($7::text[])
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-of-numbers-virtualNumber
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
--   $7 virtual_numbers text[]
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
       and c.virtual_number = any($7::text[])
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
            and s.virtual_number = any($7::text[])
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-outcome
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
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
       and true
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
            and true
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-pool
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
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
       and true
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
            and true
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

-- call-stats-virtualNumber
--   $1 from timestamptz
--   $2 to timestamptz
--   $3 pool_ids uuid[]
--   $4 unknown_after_hours integer
--   $5 limit integer
--   $6 after text
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
       and true
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
            and true
   group by 1, 2, 3) one
     where not h.is_counted
  ), sums as (
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
  )
  select * from sums
   where $6::text is null or key > $6::text or key is null
   order by key nulls last
   limit $5::integer;

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

-- delete-old-call_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
with old as materialized (select ctid, session_id as id , date_trunc('hour', created_at, 'UTC') as hour from call_session where created_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       -- A call is kept until the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC'))
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = call_session.booking_id and report.pool_id = call_session.pool_id) <= now(), true) and not (session_id = any($3::text[])) order by created_at at time zone 'UTC' limit $2::integer)
  , hours as (
    -- Without these calls a recount would be too low, so the hour is never counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select id from old))
  )
  delete from call_session where ctid = any(array(select ctid from old))
  returning true;

-- delete-these-old-call_session
--   $1 kept_days integer
--   $2 ids text[]
with old as materialized (select ctid, session_id as id , date_trunc('hour', created_at, 'UTC') as hour from call_session where created_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       -- A call is kept until the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC'))
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = call_session.booking_id and report.pool_id = call_session.pool_id) <= now(), true) and session_id = any($2::text[]))
  , hours as (
    -- Without these calls a recount would be too low, so the hour is never counted again.
    update call_stat_hour set is_partial = true
     where hour in (select hour from old) and not is_partial
  ), legs as (
    delete from call_leg where session_id = any(array(select id from old))
  ), recordings as (
    delete from recording where session_id = any(array(select id from old))
  )
  delete from call_session where ctid = any(array(select ctid from old))
  returning true;

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

-- find-calls-of-phone
--   $1 indexes bytea[]
select pool_id, session_id from call_session
   where caller_index = any($1::bytea[])
  union
  select pool_id, session_id from call_leg where party_index = any($1::bytea[])
  order by 1, 2;

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
         -- A VRU names no number: it may have arrived before the pool of the session was known.
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
         case when $5::integer > 0 then greatest(
           s.created_at + make_interval(days => $5::integer),
           (
  select max(report.held_until) from abuse_report report
   where report.booking_id = s.booking_id and report.pool_id = s.pool_id)) end as kept_until
    from own
    join call_session s using (pool_id, session_id)
   where $2::timestamptz is null
      or (s.created_at, s.session_id) < ($2::timestamptz, $3::text)
   order by s.created_at desc, s.session_id desc
   limit $4::integer;

-- list-marked-hours
--   $1 limit integer
--   $2 except timestamptz[]
select m.hour from call_stat_recount m
        where exists (select from call_stat_hour h where h.hour = m.hour) and m.hour <> all($2::timestamptz[])
        order by m.hour limit $1::integer;

-- list-old-call_session
--   $1 kept_days integer
--   $2 limit integer
--   $3 except text[]
select session_id as id from call_session where created_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       -- A call is kept until the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC'))
       and coalesce((
  select max(report.held_until) from abuse_report report
   where report.booking_id = call_session.booking_id and report.pool_id = call_session.pool_id) <= now(), true) and not (session_id = any($3::text[])) order by created_at at time zone 'UTC' limit $2::integer;

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

-- lock-calls-of-phone
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

-- oldest-uncounted
select date_trunc('hour', min((s.created_at at time zone 'UTC'))) at time zone 'UTC' as from
    from call_session s
   where (s.created_at at time zone 'UTC') >= coalesce((select max(hour) from call_stat_hour), '-infinity') at time zone 'UTC';

-- recent-calls
--   $1 minutes integer
--   $2 pool_ids uuid[]
--   $3 unknown_after_hours integer
with span as materialized (
    select date_trunc('minute', now(), 'UTC') as last
  )
  select minute, counted.decision, counted.reason, counted.outcome,
         coalesce(counted.calls, 0)::integer as calls
    from span
    cross join lateral generate_series(
      span.last - ($1::integer - 1) * interval '1 minute', span.last, interval '1 minute') minute
    left join lateral (
      select s.decision, s.reason, result.outcome, count(*) as calls
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
       where (s.created_at at time zone 'UTC') >= minute at time zone 'UTC'
         and (s.created_at at time zone 'UTC') < (minute + interval '1 minute') at time zone 'UTC'
         and ($2::uuid[] is null or s.pool_id = any($2::uuid[]))
       group by 1, 2, 3) counted on true
   order by minute;

-- recent-outcomes
--   $1 unknown_after_hours integer
select s.pool_id,
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
    when s.created_at < now() - $1::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome, count(*)::integer as calls
    from (select * from call_session
           where created_at at time zone 'UTC'
             > (statement_timestamp() - interval '15 minutes') at time zone 'UTC'
           order by created_at at time zone 'UTC' desc
           limit 10000) s
   group by 1, 2;

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
    -- Waits for a concurrent batch of deletions and sees whether it made the hour partial.
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
     -- Makes the insert run after the rows that it replaces have been deleted.
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
    -- Waits for a concurrent batch of deletions and sees whether it made the hour partial.
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
     -- Makes the insert run after the rows that it replaces have been deleted.
     where (select count(*) from removed) >= 0
    returning calls
  )
  select (select count(*)::integer from marks) as marks,
         (select count(*)::integer from hours) as hours;

-- revoke-unexecuted-connection
--   $1 session_id text
--   $2 sub_account_id text
with recorded as (
    update call_session s set decision = 'refuse', reason = 'response-lost',

      previous_outcome = case when (s.decision is null and s.booking_id is null and s.session_status is not null) then s.previous_outcome
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
  end end,
      previous_talk_seconds = case when (s.decision is null and s.booking_id is null and s.session_status is not null) then s.previous_talk_seconds
        when s.session_status is not null then
  coalesce(
    case when s.talk_seconds between 0 and 604800 then s.talk_seconds end,
    case when s.reason is distinct from 'called-from-app' then nullif(s.callee_seconds, 0) end,
    case when extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from s.callee_disconnected_at -
  case when s.reason = 'called-from-app'
    then s.callee_last_connected_at else s.callee_connected_at end))::integer end) end
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
              from (
     select s.pool_id,
            case s.decision when 'connect' then 'call.started' else 'call.refused' end as type,
            s.booking_id, s.decision || ':' || s.session_id as once_key, 0 as position,
            jsonb_build_object('sessionId', s.session_id, 'bookingId', s.booking_id,
  'virtualNumber', s.virtual_number, 'callerRole', s.caller_role, 'calleeRole', s.callee_role, 'reason', s.reason) as payload
       from recorded s
      where s.decision in ('connect', 'refuse') and s.pool_id <> '00000000-0000-0000-0000-000000000000' union all
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
  end as outcome from recorded s
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
  ), decided_event_delivery as (
    insert into event_delivery (pool_id, event_id, subscription_id, booking_id, due_at)
    select event.pool_id, event.id, w.id, event.booking_id, statement_timestamp()
      from decided_event event
      join event_subscription w on
  w.state = 'enabled' and (w.types is null or event.type = any(w.types))
    and (w.pool_ids is null or event.pool_id = any(w.pool_ids))
  )
  select from recorded;

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
         -- A VRU names no number: it may have arrived before the pool of the session was known.
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

      previous_outcome = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_outcome
        when call_session.session_status is not null then
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
      previous_talk_seconds = case when (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) then call_session.previous_talk_seconds
        when call_session.session_status is not null then
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
      previous_talk_seconds, started_at, ended_at, created_at, decided_at,
      (call_session.decision is null and call_session.booking_id is null and call_session.session_status is not null) as is_unattributed
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
  select pool_id, session_id,
    session.booking_id,
    session.decided_at + make_interval(secs => coalesce(
  coalesce(
    case when session.talk_seconds between 0 and 604800 then session.talk_seconds end,
    case when session.reason is distinct from 'called-from-app' then nullif(session.callee_seconds, 0) end,
    case when extract(epoch from session.callee_disconnected_at -
  case when session.reason = 'called-from-app'
    then session.callee_last_connected_at else session.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from session.callee_disconnected_at -
  case when session.reason = 'called-from-app'
    then session.callee_last_connected_at else session.callee_connected_at end))::integer end), 0)) as used_at,
    coalesce(session.decision = 'connect' and session.session_status is not null
      and (
  case
    when session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when session.reason = 'called-from-app'
    then session.callee_last_connected_at > session.callee_connected_at
    else session.callee_connected_at is not null end) then 'answered'
    when session.session_status <> 'COMPLETED' and session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when session.callee_rank >= 3
      then case session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when session.session_status <> 'COMPLETED' then 'unknown'
    when session.is_called_out then 'answered'
    when session.decision = 'connect' or (session.decision is null and session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end in ('missed', 'busy', 'unreachable')
        or
  case
    when session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when session.reason = 'called-from-app'
    then session.callee_last_connected_at > session.callee_connected_at
    else session.callee_connected_at is not null end) then 'answered'
    when session.session_status <> 'COMPLETED' and session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when session.callee_rank >= 3
      then case session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when session.session_status <> 'COMPLETED' then 'unknown'
    when session.is_called_out then 'answered'
    when session.decision = 'connect' or (session.decision is null and session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end = 'caller-hung-up' and session.is_called_out)
      and
  coalesce((select p.sms_sub_account_id is not null and (p.messages ? 'missedCallText'
                     or jsonb_path_exists(p.languages, '$[*].messages.missedCallText'))
              from pool p where p.id = session.pool_id), false), false) as is_missed
    from session
   where is_unattributed or
    coalesce(session.decision = 'connect' and
  case
    when session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when session.reason = 'called-from-app'
    then session.callee_last_connected_at > session.callee_connected_at
    else session.callee_connected_at is not null end) then 'answered'
    when session.session_status <> 'COMPLETED' and session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when session.callee_rank >= 3
      then case session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when session.session_status <> 'COMPLETED' then 'unknown'
    when session.is_called_out then 'answered'
    when session.decision = 'connect' or (session.decision is null and session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end = 'answered' and (
  select true from booking b
   where b.id = session.booking_id and b.pool_id = session.pool_id and b.status = 'active'
     and b.idle_ttl_seconds is not null
   limit 1),
      false) or
    coalesce(session.decision = 'connect' and session.session_status is not null
      and (
  case
    when session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when session.reason = 'called-from-app'
    then session.callee_last_connected_at > session.callee_connected_at
    else session.callee_connected_at is not null end) then 'answered'
    when session.session_status <> 'COMPLETED' and session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when session.callee_rank >= 3
      then case session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when session.session_status <> 'COMPLETED' then 'unknown'
    when session.is_called_out then 'answered'
    when session.decision = 'connect' or (session.decision is null and session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end in ('missed', 'busy', 'unreachable')
        or
  case
    when session.decision in ('refuse', 'ask') then 'refused'
    when
  (case when session.reason = 'called-from-app'
    then session.callee_last_connected_at > session.callee_connected_at
    else session.callee_connected_at is not null end) then 'answered'
    when session.session_status <> 'COMPLETED' and session.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case session.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when session.callee_rank >= 3
      then case session.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when session.session_status <> 'COMPLETED' then 'unknown'
    when session.is_called_out then 'answered'
    when session.decision = 'connect' or (session.decision is null and session.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end = 'caller-hung-up' and session.is_called_out)
      and
  coalesce((select p.sms_sub_account_id is not null and (p.messages ? 'missedCallText'
                     or jsonb_path_exists(p.languages, '$[*].messages.missedCallText'))
              from pool p where p.id = session.pool_id), false), false)
  union
  -- Also for a repeated summary: what follows may have failed after the first one was stored.
  select s.*
    from located
    cross join lateral (
      -- The limit makes the planner look up each session by its key (ADR 7).
      select pool_id, session_id,
    c.booking_id,
    c.decided_at + make_interval(secs => coalesce(
  coalesce(
    case when c.talk_seconds between 0 and 604800 then c.talk_seconds end,
    case when c.reason is distinct from 'called-from-app' then nullif(c.callee_seconds, 0) end,
    case when extract(epoch from c.callee_disconnected_at -
  case when c.reason = 'called-from-app'
    then c.callee_last_connected_at else c.callee_connected_at end)
        between 0 and 604800
      then round(extract(epoch from c.callee_disconnected_at -
  case when c.reason = 'called-from-app'
    then c.callee_last_connected_at else c.callee_connected_at end))::integer end), 0)) as used_at,
    coalesce(c.decision = 'connect' and c.session_status is not null
      and (
  case
    when c.decision in ('refuse', 'ask') then 'refused'
    when
  (case when c.reason = 'called-from-app'
    then c.callee_last_connected_at > c.callee_connected_at
    else c.callee_connected_at is not null end) then 'answered'
    when c.session_status <> 'COMPLETED' and c.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case c.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when c.callee_rank >= 3
      then case c.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when c.session_status <> 'COMPLETED' then 'unknown'
    when c.is_called_out then 'answered'
    when c.decision = 'connect' or (c.decision is null and c.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end in ('missed', 'busy', 'unreachable')
        or
  case
    when c.decision in ('refuse', 'ask') then 'refused'
    when
  (case when c.reason = 'called-from-app'
    then c.callee_last_connected_at > c.callee_connected_at
    else c.callee_connected_at is not null end) then 'answered'
    when c.session_status <> 'COMPLETED' and c.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case c.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when c.callee_rank >= 3
      then case c.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when c.session_status <> 'COMPLETED' then 'unknown'
    when c.is_called_out then 'answered'
    when c.decision = 'connect' or (c.decision is null and c.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end = 'caller-hung-up' and c.is_called_out)
      and
  coalesce((select p.sms_sub_account_id is not null and (p.messages ? 'missedCallText'
                     or jsonb_path_exists(p.languages, '$[*].messages.missedCallText'))
              from pool p where p.id = c.pool_id), false), false) as is_missed
        from call_session c
       where c.session_id = located.session_id and c.pool_id = located.pool_id
         and c.session_status is not null
         and (c.decision is null and c.booking_id is null or
    coalesce(c.decision = 'connect' and
  case
    when c.decision in ('refuse', 'ask') then 'refused'
    when
  (case when c.reason = 'called-from-app'
    then c.callee_last_connected_at > c.callee_connected_at
    else c.callee_connected_at is not null end) then 'answered'
    when c.session_status <> 'COMPLETED' and c.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case c.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when c.callee_rank >= 3
      then case c.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when c.session_status <> 'COMPLETED' then 'unknown'
    when c.is_called_out then 'answered'
    when c.decision = 'connect' or (c.decision is null and c.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end = 'answered' and (
  select true from booking b
   where b.id = c.booking_id and b.pool_id = c.pool_id and b.status = 'active'
     and b.idle_ttl_seconds is not null
   limit 1),
      false) or
    coalesce(c.decision = 'connect' and c.session_status is not null
      and (
  case
    when c.decision in ('refuse', 'ask') then 'refused'
    when
  (case when c.reason = 'called-from-app'
    then c.callee_last_connected_at > c.callee_connected_at
    else c.callee_connected_at is not null end) then 'answered'
    when c.session_status <> 'COMPLETED' and c.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case c.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when c.callee_rank >= 3
      then case c.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when c.session_status <> 'COMPLETED' then 'unknown'
    when c.is_called_out then 'answered'
    when c.decision = 'connect' or (c.decision is null and c.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end in ('missed', 'busy', 'unreachable')
        or
  case
    when c.decision in ('refuse', 'ask') then 'refused'
    when
  (case when c.reason = 'called-from-app'
    then c.callee_last_connected_at > c.callee_connected_at
    else c.callee_connected_at is not null end) then 'answered'
    when c.session_status <> 'COMPLETED' and c.session_status in ('ERROR', 'FAILED', 'CANCELED', 'BUSY', 'NO_ANSWER', 'COMPLETED')
      then case c.session_status when 'ERROR' then 'failed' when 'FAILED' then 'unreachable' when 'CANCELED' then 'caller-hung-up' when 'BUSY' then 'busy' when 'NO_ANSWER' then 'missed' when 'COMPLETED' then 'answered' end
    when c.callee_rank >= 3
      then case c.callee_rank when 3 then 'failed' when 4 then 'unreachable' when 5 then 'caller-hung-up' when 6 then 'busy' when 7 then 'missed' when 8 then 'answered' end
    when c.session_status <> 'COMPLETED' then 'unknown'
    when c.is_called_out then 'answered'
    when c.decision = 'connect' or (c.decision is null and c.booking_id is not null)
      then 'caller-hung-up'
    else 'refused'
  end = 'caller-hung-up' and c.is_called_out)
      and
  coalesce((select p.sms_sub_account_id is not null and (p.messages ? 'missedCallText'
                     or jsonb_path_exists(p.languages, '$[*].messages.missedCallText'))
              from pool p where p.id = c.pool_id), false), false))
       limit 1) s
   where located.session_status is not null;

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

-- worst-numbers
--   $1 pool_ids uuid[]
--   $2 unknown_after_hours integer
--   $3 limit integer
with newest as materialized (
    select s.virtual_number, s.created_at, result.outcome, case when s.mos between 1 and 5 then s.mos end as mos
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
    when s.created_at < now() - $2::integer * interval '1 hour' then 'unknown'
    else 'in-progress'
  end as outcome) result
     where (s.created_at at time zone 'UTC') > (now() - interval '24 hours') at time zone 'UTC'
       and ($1::uuid[] is null or s.pool_id = any($1::uuid[]))
     order by (s.created_at at time zone 'UTC') desc
     limit 100000
  ), looked_at as (
    select count(*)::integer as calls,
           case when count(*) < 100000 then now() - interval '24 hours'
                else min(created_at) end as since
      from newest
  ), rated as (
    select virtual_number, count(*)::integer as calls, avg(mos)::float8 as mean_mos,
           count(*) filter (where outcome = 'answered')::float8 / nullif(count(*) filter (
             where outcome in ('answered', 'missed', 'busy', 'unreachable', 'caller-hung-up',
                               'failed')), 0) as answer_rate
      from newest
     where virtual_number is not null
     group by virtual_number
    having count(*) >= 3
  )
  select looked_at.since, looked_at.calls as looked_at, worst.*
    from looked_at
    left join lateral (
      select * from rated where answer_rate is not null
       order by answer_rate, mean_mos nulls last, virtual_number
       limit $3::integer) worst on true
   order by worst.answer_rate, worst.mean_mos nulls last, worst.virtual_number;
