-- reseal-unreadable_message-content_ciphertext
-- $1 input.digest bytea[]
-- $2 input.previous_ciphertext bytea[]
-- $3 input.previous_index bytea[]
-- $4 input.new_ciphertext bytea[]
-- $5 input.new_index bytea[]

with changed as (
      update unreadable_message t
         set content_ciphertext = input.new_ciphertext
        from unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[]) as input (digest, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.digest = input.digest
         and t.content_ciphertext = input.previous_ciphertext
      returning input.digest, input.previous_index, input.new_index
    )
    select count(*)::integer as resealed from changed
