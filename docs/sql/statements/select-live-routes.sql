-- select-live-routes
-- $1 pool_id uuid
-- $2 booking_id uuid

select virtual_number_id, caller_index, caller_role, callee_ciphertext, get_byte(nullif(callee_ciphertext, ''), 0) as key_id
    from route
   where pool_id = $1::uuid and booking_id = $2::uuid
     and reuse_after > statement_timestamp()
