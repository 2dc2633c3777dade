-- list-uncounted-hours
-- $1 from timestamptz
-- $2 to timestamptz
-- $3 limit integer
-- $4 except timestamptz[]

select hour
      from generate_series(date_trunc('hour', $1::timestamptz, 'UTC'),
                           least($2::timestamptz, date_trunc('hour', now() - interval '25 hours', 'UTC')) - interval '1 microsecond',
                           interval '1 hour') as hour
     where not exists (select from call_stat_hour counted where counted.hour = hour.hour)
       and hour <> all($4::timestamptz[])
     order by hour
     limit $3::integer
