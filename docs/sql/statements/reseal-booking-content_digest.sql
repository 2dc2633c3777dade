-- reseal-booking-content_digest
-- $1 input.id uuid[]
-- $2 input.pool_id uuid[]
-- $3 input.previous_ciphertext bytea[]
-- $4 input.previous_index bytea[]
-- $5 input.new_ciphertext bytea[]
-- $6 input.new_index bytea[]

with changed as (
      update booking t
         set content_digest = input.new_ciphertext
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) as input (id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id and t.pool_id = input.pool_id
         and t.content_digest = input.previous_ciphertext
      returning input.id, input.pool_id, input.previous_index, input.new_index
    )
    select count(*)::integer as resealed from changed
