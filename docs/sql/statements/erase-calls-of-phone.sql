-- erase-calls-of-phone
-- $1 pool_id uuid
-- $2 session_ids text[]
-- $3 indexes bytea[]

with legs as (
    update call_leg set party_index = null, party_ciphertext = null
     where pool_id = $1::uuid and session_id = any($2::text[])
       and party_index = any($3::bytea[])
  )
  update call_session
     set caller_index = case when caller_index = any($3::bytea[]) then null else caller_index end,
         -- The PIN and the caller are enough to compute the digest of the entry.
         pin_digest = case when caller_index = any($3::bytea[]) then null else pin_digest end
   where pool_id = $1::uuid and session_id = any($2::text[])
