-- find-callable-routes-of-phone
-- $1 pool_id uuid
-- $2 ids uuid[]
-- $3 indexes bytea[]

select distinct booking_id as id from route
   where pool_id = $1::uuid and booking_id = any($2::uuid[])
     and (caller_index = any($3::bytea[]) or callee_index = any($3::bytea[]))
     and callable_until > statement_timestamp()
