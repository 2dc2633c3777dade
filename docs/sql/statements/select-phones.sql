-- select-phones
-- $1 pool_id uuid
-- $2 booking_id uuid

select role, 0 as position, number_ciphertext, number_index
    from party where pool_id = $1::uuid and booking_id = $2::uuid and number_index is not null
  union all
  select role, position, number_ciphertext, number_index
    from party_alternate where pool_id = $1::uuid and booking_id = $2::uuid
  order by role, position
