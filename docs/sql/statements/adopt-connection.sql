-- adopt-connection
-- $1 pool_id uuid
-- $2 session_id text

update call_session set attempt_id = null
   where pool_id = $1::uuid and session_id = $2::text and decision = 'connect'
  returning session_id
