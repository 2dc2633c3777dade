-- list-old-call_session
-- $1 kept_days integer
-- $2 limit integer
-- $3 except text[]

select session_id as id from call_session where created_at at time zone 'UTC' < (now() - make_interval(days => $1::integer)) at time zone 'UTC'
       -- Not before the job call-stats has counted its hour.
       and exists (select from call_stat_hour h where h.hour = date_trunc('hour', created_at, 'UTC')) and not (session_id = any($3::text[])) order by created_at at time zone 'UTC' limit $2::integer
