-- page-of-webhook_endpoint-previous_secret_ciphertext
-- $1 id uuid
-- $2 key_ids integer[]
-- $3 limit integer

select id, null::bytea as number_index,
           case when get_byte(nullif(previous_secret_ciphertext, ''), 0) = any($2::integer[]) then previous_secret_ciphertext end
             as ciphertext
      from webhook_endpoint
     where previous_secret_ciphertext is not null
       and (id) > ($1::uuid)
     order by id
     limit $3::integer
