-- pool-for-new-numbers
-- $1 sub_account_id text
-- $2 pool_id uuid

select id, new_numbers from pool
   where sub_account_id = $1::text and ($2::uuid is null or id = $2::uuid)
   order by created_at, id
   limit 1
