-- page-of-party-pin_ciphertext
-- $1 booking_id uuid
-- $2 role text
-- $3 pool_id uuid
-- $4 key_ids integer[]
-- $5 limit integer

select booking_id, role, pool_id, null::bytea as number_index,
           case when get_byte(nullif(pin_ciphertext, ''), 0) = any($4::integer[]) then pin_ciphertext end
             as ciphertext
      from party
     where pin_ciphertext is not null
       and (booking_id, role, pool_id) > ($1::uuid, $2::text, $3::uuid)
     order by booking_id, role, pool_id
     limit $5::integer
