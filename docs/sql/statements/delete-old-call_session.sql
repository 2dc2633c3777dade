-- delete-old-call_session
-- $1 kept_days integer
-- $2 limit integer
-- $3 except text[]

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
  returning true
