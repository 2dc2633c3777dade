-- recount-held-sync
-- $1 pool_id uuid
-- $2 would_retire integer
-- $3 numbers integer

update held_sync set would_retire = $2::integer, numbers = $3::integer
   where pool_id = $1::uuid
