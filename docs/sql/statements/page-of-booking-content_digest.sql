-- page-of-booking-content_digest
-- $1 id uuid
-- $2 pool_id uuid
-- $3 key_ids integer[]
-- $4 limit integer

select id, pool_id, null::bytea as number_index,
           case when get_byte(nullif(content_digest, ''), 0) = any($3::integer[]) then content_digest end
             as ciphertext
      from booking
     where content_digest is not null
       and (id, pool_id) > ($1::uuid, $2::uuid)
     order by id, pool_id
     limit $4::integer
