-- erase-routes
-- $1 pool_id uuid
-- $2 ids uuid[]
-- $3 indexes bytea[]

with own as (
    delete from route
     where pool_id = $1::uuid and booking_id = any($2::uuid[]) and caller_index = any($3::bytea[])
  )
  update route set callee_index = null, callee_ciphertext = null
   where pool_id = $1::uuid and booking_id = any($2::uuid[]) and callee_index = any($3::bytea[])
