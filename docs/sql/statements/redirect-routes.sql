-- redirect-routes
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 routes.virtual_number_id integer[]
-- $4 routes.caller_index bytea[]
-- $5 routes.callee_index bytea[]
-- $6 routes.callee_ciphertext bytea[]

update route
     set callee_index = routes.callee_index, callee_ciphertext = routes.callee_ciphertext
    from unnest($3::integer[], $4::bytea[], $5::bytea[], $6::bytea[]) as routes (virtual_number_id, caller_index, callee_index, callee_ciphertext)
   where route.pool_id = $1::uuid and route.booking_id = $2::uuid
     and route.virtual_number_id = routes.virtual_number_id
     and route.caller_index = routes.caller_index
