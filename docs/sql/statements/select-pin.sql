-- select-pin
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 role text

select pin_ciphertext from party
   where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text and pin_ciphertext is not null
