-- reseal-party-number_ciphertext
-- $1 input.booking_id uuid[]
-- $2 input.role text[]
-- $3 input.pool_id uuid[]
-- $4 input.previous_ciphertext bytea[]
-- $5 input.previous_index bytea[]
-- $6 input.new_ciphertext bytea[]
-- $7 input.new_index bytea[]

with changed as (
      update party t
         set number_ciphertext = input.new_ciphertext , number_index = input.new_index
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as input (booking_id, role, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.pool_id = input.pool_id
         and t.number_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.pool_id, input.previous_index, input.new_index
    ) , followed as (
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.previous_index)
    select count(*)::integer as resealed from changed
