-- page-of-party_alternate-number_ciphertext
-- $1 booking_id uuid
-- $2 role text
-- $3 position smallint
-- $4 pool_id uuid
-- $5 key_ids integer[]
-- $6 limit integer

select booking_id, role, position, pool_id, number_index as number_index,
           case when get_byte(nullif(number_ciphertext, ''), 0) = any($5::integer[]) then number_ciphertext end
             as ciphertext
      from party_alternate
     where number_ciphertext is not null
       and (booking_id, role, position, pool_id) > ($1::uuid, $2::text, $3::smallint, $4::uuid)
     order by booking_id, role, position, pool_id
     limit $6::integer
