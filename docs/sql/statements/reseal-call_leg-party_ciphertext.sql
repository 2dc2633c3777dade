-- reseal-call_leg-party_ciphertext
-- $1 input.session_id text[]
-- $2 input.leg text[]
-- $3 input.call_id text[]
-- $4 input.pool_id uuid[]
-- $5 input.previous_ciphertext bytea[]
-- $6 input.previous_index bytea[]
-- $7 input.new_ciphertext bytea[]
-- $8 input.new_index bytea[]

with changed as (
      update call_leg t
         set party_ciphertext = input.new_ciphertext , party_index = input.new_index
        from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[]) as input (session_id, leg, call_id, pool_id, previous_ciphertext, previous_index, new_ciphertext, new_index)
       where t.session_id = input.session_id and t.leg = input.leg and t.call_id = input.call_id and t.pool_id = input.pool_id
         and t.party_ciphertext = input.previous_ciphertext
      returning input.session_id, input.leg, input.call_id, input.pool_id, input.previous_index, input.new_index
    ) , followed as (
  update call_session s set caller_index = changed.new_index from changed
   where s.session_id = changed.session_id and s.pool_id = changed.pool_id and changed.leg = 'A'
     and s.caller_index = changed.previous_index)
    select count(*)::integer as resealed from changed
