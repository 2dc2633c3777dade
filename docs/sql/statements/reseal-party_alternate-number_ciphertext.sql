-- reseal-party_alternate-number_ciphertext
-- $1 input.booking_id uuid[]
-- $2 input.role text[]
-- $3 input.position smallint[]
-- $4 input.pool_id uuid[]
-- $5 input.previous_ciphertext bytea[]
-- $6 input.previous_index bytea[]
-- $7 input.new_ciphertext bytea[]
-- $8 input.new_index bytea[]

with changed as (
      update party_alternate t
         set number_ciphertext = input.new_ciphertext , number_index = input.new_index
        from unnest($1::uuid[], $2::text[], $3::smallint[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as input (booking_id, role, position, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.booking_id = input.booking_id and t.role = input.role and t.position = input.position and t.pool_id = input.pool_id
         and t.number_ciphertext = input.previous_ciphertext
      returning input.booking_id, input.role, input.position, input.pool_id, input.previous_index, input.new_index
    ) , followed as (
  update call_session s set caller_index = changed.new_index from changed
   where s.booking_id = changed.booking_id and s.pool_id = changed.pool_id
     and s.caller_index = changed.previous_index)
    select count(*)::integer as resealed from changed
