-- delete-pins
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 role text

delete from party_pin where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text
