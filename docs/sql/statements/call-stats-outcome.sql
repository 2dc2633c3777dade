-- call-stats-outcome
-- $1 from timestamptz
-- $2 to timestamptz
-- $3 pool_ids uuid[]
-- $4 unknown_after_hours integer

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
   order by 1 nulls last
