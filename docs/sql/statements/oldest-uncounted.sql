-- oldest-uncounted

select date_trunc('hour', min((s.created_at at time zone 'UTC'))) at time zone 'UTC' as from
    from call_session s
   where (s.created_at at time zone 'UTC') >= coalesce((select max(hour) from call_stat_hour), '-infinity') at time zone 'UTC'
