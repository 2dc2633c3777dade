-- hold-calls-of-phone
-- $1 pool_id uuid
-- $2 session_ids text[]

with locked as materialized (
    select session_status, created_at from call_session
     where pool_id = $1::uuid and session_id = any($2::text[])
     order by session_id, pool_id
       for no key update
  )
  select count(*)::integer as under_way from locked
   where session_status is null and created_at > now() - interval '1 day'
