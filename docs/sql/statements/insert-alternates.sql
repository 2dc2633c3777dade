-- insert-alternates
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 role text
-- $4 alternates.position smallint[]
-- $5 alternates.ciphertext bytea[]
-- $6 alternates.index bytea[]

insert into party_alternate (pool_id, booking_id, role, position, number_ciphertext, number_index)
  select $1::uuid, $2::uuid, $3::text, alternates.position, alternates.ciphertext,
         alternates.index
    from unnest($4::smallint[], $5::bytea[], $6::bytea[]) as alternates (position, ciphertext, index)
