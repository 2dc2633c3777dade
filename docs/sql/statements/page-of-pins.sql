-- page-of-pins
-- $1 after_booking_id uuid
-- $2 limit integer

with page as materialized (
    select booking_id, pool_id from party_pin
     where booking_id > $1::uuid order by booking_id limit $2::integer
  )
  select pin.pool_id, pin.booking_id, pin.role, pin.virtual_number_id, pin.pin_index,
         party.pin_ciphertext
    from (select distinct booking_id, pool_id from page) of
    join party_pin pin on pin.booking_id = of.booking_id and pin.pool_id = of.pool_id
    left join party on party.booking_id = pin.booking_id and party.role = pin.role
      and party.pool_id = pin.pool_id
   order by pin.booking_id
