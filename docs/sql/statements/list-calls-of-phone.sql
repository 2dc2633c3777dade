-- list-calls-of-phone
-- $1 indexes bytea[]
-- $2 before_time timestamptz
-- $3 before_session_id text
-- $4 limit integer
-- $5 kept_days integer

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
   limit $4::integer
