-- delete-twins-of
-- $1 booking_ids uuid[]
-- $2 key_ids integer[]

delete from route
   where booking_id = any($1::uuid[]) and get_byte(nullif(callee_ciphertext, ''), 0) = any($2::integer[])
  returning true
