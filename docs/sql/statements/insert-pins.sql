-- insert-pins
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 virtual_number_id integer
-- $4 pins.role text[]
-- $5 pins.index bytea[]

insert into party_pin (pool_id, virtual_number_id, pin_index, booking_id, role)
  select $1::uuid, $3::integer, pins.index, $2::uuid, pins.role
    from unnest($4::text[], $5::bytea[]) as pins (role, index)
  on conflict do nothing
  returning role
