-- count-recent-calls
-- $1 caller_indexes bytea[]
-- $2 virtual_number text

select count(*)::integer as calls from call_session s
   where s.caller_index = any($1::bytea[]) and s.virtual_number || '' = $2::text
     and s.created_at > statement_timestamp() - interval '1 minute'
