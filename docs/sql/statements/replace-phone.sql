-- replace-phone
-- $1 pool_id uuid
-- $2 booking_id uuid
-- $3 role text
-- $4 ciphertext bytea
-- $5 index bytea
-- $6 pin_ciphertext bytea

with forgotten as (
    update booking set content_digest = null where pool_id = $1::uuid and id = $2::uuid
  )
  update party set number_ciphertext = $4::bytea, number_index = $5::bytea, pin_ciphertext = $6::bytea
   where pool_id = $1::uuid and booking_id = $2::uuid and role = $3::text
