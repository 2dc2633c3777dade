-- page-of-unreadable_message-content_ciphertext
-- $1 digest bytea
-- $2 key_ids integer[]
-- $3 limit integer

select digest, null::bytea as number_index,
           case when get_byte(nullif(content_ciphertext, ''), 0) = any($2::integer[]) then content_ciphertext end
             as ciphertext
      from unreadable_message
     where content_ciphertext is not null
       and (digest) > ($1::bytea)
     order by digest
     limit $3::integer
