-- select-routes-of-party
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 role text
-- $4 locked_at timestamptz

select virtual_number_id, caller_index, get_byte(nullif(callee_ciphertext, ''), 0) as key_id, assigned_at
    from route
   where pool_id = $1::uuid and booking_id = $2::uuid and caller_role = $3::text and callable_until > $4::timestamptz
