-- list-set-aside
-- $1 job text
-- $2 after_time timestamptz
-- $3 after_item text
-- $4 limit integer

select item, reason, times, first_at, last_at, next_try_at,
         first_at::text || '|' || item as position
    from job_set_aside
   where job = $1::text
     and ($2::timestamptz is null or (first_at, item) < ($2::timestamptz, $3::text))
   order by first_at desc, item desc
   limit $4::integer
