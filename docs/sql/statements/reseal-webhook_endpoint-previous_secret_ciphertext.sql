-- reseal-webhook_endpoint-previous_secret_ciphertext
-- $1 input.id uuid[]
-- $2 input.previous_ciphertext bytea[]
-- $3 input.previous_index bytea[]
-- $4 input.new_ciphertext bytea[]
-- $5 input.new_index bytea[]

with changed as (
      update webhook_endpoint t
         set previous_secret_ciphertext = input.new_ciphertext
        from unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.id = input.id
         and t.previous_secret_ciphertext = input.previous_ciphertext
      returning input.id, input.previous_index, input.new_index
    )
    select count(*)::integer as resealed from changed
