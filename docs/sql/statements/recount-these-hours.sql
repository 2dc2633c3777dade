-- recount-these-hours
-- $1 hours timestamptz[]

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
         (select count(*)::integer from hours) as hours
