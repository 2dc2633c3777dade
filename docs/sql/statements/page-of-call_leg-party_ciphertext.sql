-- page-of-call_leg-party_ciphertext
-- $1 session_id text
-- $2 leg text
-- $3 call_id text
-- $4 pool_id uuid
-- $5 key_ids integer[]
-- $6 limit integer

select session_id, leg, call_id, pool_id, party_index as number_index,
           case when get_byte(nullif(party_ciphertext, ''), 0) = any($5::integer[]) then party_ciphertext end
             as ciphertext
      from call_leg
     where party_ciphertext is not null
       and (session_id, leg, call_id, pool_id) > ($1::text, $2::text, $3::text, $4::uuid)
     order by session_id, leg, call_id, pool_id
     limit $6::integer
