-- add-numbers
-- $1 pool_id uuid
-- $2 numbers.position integer[]
-- $3 numbers.msisdn text[]
-- $4 numbers.msisdn_index bytea[]
-- $5 numbers.country_code text[]
-- $6 numbers.reference_id text[]
-- $7 numbers.number_type text[]
-- $8 numbers.operational_status text[]
-- $9 numbers.state text[]
-- $10 numbers.weight integer[]
-- $11 numbers.max_active_bookings integer[]

insert into virtual_number (pool_id, ordinal, msisdn, msisdn_index, country_code, reference_id,
                              number_type, operational_status, state, weight, max_active_bookings)
  select $1::uuid, next.ordinal + numbers.position, numbers.msisdn, numbers.msisdn_index,
         numbers.country_code, numbers.reference_id, numbers.number_type,
         coalesce(numbers.operational_status, 'Active'), coalesce(numbers.state, 'enabled'),
         coalesce(numbers.weight, 1), numbers.max_active_bookings
    from unnest($2::integer[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::integer[], $11::integer[]) as numbers (position, msisdn, msisdn_index, country_code, reference_id, number_type, operational_status, state, weight, max_active_bookings)
    cross join (
      select coalesce(max(ordinal) + 1, 0) as ordinal from virtual_number
       where pool_id = $1::uuid) next
   order by numbers.position
