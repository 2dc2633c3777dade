-- delete-pin-rows
-- $1 pins.pin_index bytea[]
-- $2 pins.virtual_number_id integer[]
-- $3 pins.pool_id uuid[]

delete from party_pin pin
   using unnest($1::bytea[], $2::integer[], $3::uuid[]) as pins (pin_index, virtual_number_id, pool_id)
   where pin.pin_index = pins.pin_index and pin.virtual_number_id = pins.virtual_number_id
     and pin.pool_id = pins.pool_id
  returning true
