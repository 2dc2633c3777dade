-- select-pin-rows
-- $1 pool_id uuid
-- $2 booking_id uuid

select virtual_number_id, pin_index, role from party_pin
   where pool_id = $1::uuid and booking_id = $2::uuid
