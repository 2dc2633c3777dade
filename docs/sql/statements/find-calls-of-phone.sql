-- find-calls-of-phone
-- $1 indexes bytea[]

select pool_id, session_id from call_session
   where caller_index = any($1::bytea[])
  union
  select pool_id, session_id from call_leg where party_index = any($1::bytea[])
  order by 1, 2
